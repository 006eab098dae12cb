import assert from 'node:assert/strict';
import { isWord } from './ascii.ts';
import { compileFieldNames, type FieldNames } from './field-names.ts';
import type { FieldValue } from './response.ts';

/** A header whose value is wanted, such as the one in which a replica names itself. */
export interface WantedField {
  readonly name: string;
  /** Values that are told by their place in this list. */
  readonly known: readonly string[];
}

/** What all parsers of a run look for; it is compiled once and shared. */
export interface ResponseFields {
  readonly names: FieldNames;
  readonly wanted: readonly WantedValues[];
}

interface WantedValues {
  readonly bytes: readonly Buffer[];
  readonly values: readonly FieldValue[];
}

/** The places of the names that frame a response; a wanted header's is its place in the list, plus `WANTED`. */
export const CONTENT_LENGTH = 0;
export const TRANSFER_ENCODING = 1;
export const CONNECTION = 2;
export const WANTED = 3;
const FRAMING = ['content-length', 'transfer-encoding', 'connection'];
const LONGEST_TEXT = 200;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;

/** Compiles a few headers to look for: different ones, and none that frames the response. */
export function responseFields(wanted: readonly WantedField[]): ResponseFields {
  const names = [...FRAMING, ...wanted.map(({ name }) => name.toLowerCase())];
  assert(new Set(names).size === names.length, 'a wanted header is repeated, or frames the response');
  assert(
    names.every((name) => NAME.test(name)),
    'a wanted header has a name that no header can have',
  );
  return { names: compileFieldNames(names), wanted: wanted.map(wantedValues) };
}

/** The value that [from, to) is, after what the same header said `before`; several make one, as in a list (RFC 9110, 5.2). */
export function fieldValueIn(
  { bytes, values }: WantedValues,
  before: FieldValue,
  { buffer, start, end }: { readonly buffer: Buffer; readonly start: number; readonly end: number },
): FieldValue {
  if (before.kind === 'absent') {
    for (let index = 0; index < bytes.length; index += 1) {
      const known = bytes[index];
      const value = values[index];
      if (known && value && isWord(buffer, start, end, known)) return value;
    }
  }
  const text = buffer.toString('latin1', start, Math.min(end, start + LONGEST_TEXT));
  const joined = before.kind === 'absent' ? text : `${before.text}, ${text}`;
  return { kind: 'unknown', text: joined.slice(0, LONGEST_TEXT) };
}

function wantedValues({ known }: WantedField): WantedValues {
  return {
    bytes: known.map((text) => Buffer.from(text, 'latin1')),
    values: known.map((text, index) => ({ kind: 'known', index, text })),
  };
}
