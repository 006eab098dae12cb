import { stripVTControlCharacters } from 'node:util';

/** Longer texts are cut: nobody reads on, and a hostile answer must not fill a report. */
const MAX_TEXT = 2000;

/** Every kind of blank and of line break. */
const BLANK = /[\t\n\v\f\r\p{Z}]+/gu;

/** Controls, invisible format characters (the bidirectional ones among them) and code points that are no text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Noncharacter_Code_Point}]/gu;

/** Most texts: words of printable ASCII with one blank between them. */
const TAME = /^[!-~]+(?: [!-~]+)*$/;

/** The text as one printable line that neither a terminal nor XML can misread, cut visibly at `max` characters. */
export function plainText(text: string, max: number = MAX_TEXT): string {
  // Cut first: what follows must not take time for a megabyte that is dropped anyway.
  const head = text.slice(0, max * 4);
  const line = TAME.test(head) ? head : printable(head);
  const whole = text.length > head.length ? `${line}…` : line;
  return whole.length <= max ? whole : `${whole.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function printable(text: string): string {
  const stripped = stripVTControlCharacters(text).replace(BLANK, ' ').replace(UNPRINTABLE, '');
  return stripped.replace(/ {2,}/g, ' ').toWellFormed().trim();
}
