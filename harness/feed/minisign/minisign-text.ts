/** The lines of a minisign file, as it was given. */
export interface MinisignText {
  readonly kind: 'text';
  readonly lines: readonly string[];
  /** `exact`: base64 as a client reads it. `spaced`: base64 with blanks, which a client refuses. `raw`: the file itself, which it refuses, too. */
  readonly form: TextForm;
}

export type TextForm = 'exact' | 'spaced' | 'raw';

/** Why it is no minisign file; `bytes` is what the base64 held, where it was base64. */
export interface TextDefect {
  readonly kind: 'defect';
  readonly what: string;
  readonly bytes: Uint8Array | null;
}

/** minisign allows a trusted comment 8 KiB; base64 of base64 makes of the whole file less than twice that. */
const MAX_TEXT = 32_768;
const COMMENT = 'untrusted comment:';

/** Reads a minisign file (https://jedisct1.github.io/minisign/) from its base64, or as it is. */
export function readMinisignText(text: string): MinisignText | TextDefect {
  const trimmed = text.trim();
  if (trimmed === '') return defect('is empty');
  if (text.length > MAX_TEXT)
    return defect(`has ${text.length} characters, and ${MAX_TEXT} are the most there can be`);
  if (trimmed.startsWith(COMMENT)) return { kind: 'text', lines: linesOf(trimmed), form: 'raw' };
  const packed = trimmed.replace(/\s+/gu, '');
  const bytes = fromBase64(packed);
  if (bytes === null) return defect('is not base64');
  const decoded = utf8(bytes);
  if (decoded === null) return defect('is base64 of something that is no text', bytes);
  if (!decoded.startsWith(COMMENT))
    return defect(`is base64 of a text that does not begin with '${COMMENT}'`, bytes);
  return { kind: 'text', lines: linesOf(decoded), form: packed === text ? 'exact' : 'spaced' };
}

const defect = (what: string, bytes: Uint8Array | null = null): TextDefect => ({
  kind: 'defect',
  what,
  bytes,
});

/** As Rust's `lines` has them. */
const linesOf = (text: string): string[] => text.replace(/\n$/u, '').split(/\r?\n/u);

/** The bytes of standard base64 with its padding (RFC 4648, 4), as strictly as a client reads it; null when it is none. */
export function fromBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : null;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
