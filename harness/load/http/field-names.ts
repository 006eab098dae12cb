/** Names of headers as an automaton over bytes, so that one look in a table checks, folds and recognises a byte. */
export interface FieldNames {
  /** The node after a byte, at `(node << 8) | byte`; `NO_NAME` when the byte may not stand in a name. */
  readonly next: Uint16Array;
  /** By node: the place of the name that ends there; -1 when none does. */
  readonly idAt: Int16Array;
}

export const NO_NAME = 0;
/** Where a name begins. */
export const NAME_BEGINS = 1;
/** Where names end up that nobody asked for. */
export const OTHER_NAME = 2;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/u;

/** Compiles names in small letters (at most some hundred); a name is recognised whatever the case of its letters (RFC 9110, 5.1). */
export function compileFieldNames(names: readonly string[]): FieldNames {
  const rows: Uint16Array[] = [new Uint16Array(256), otherRow(), otherRow()];
  const ids = [-1, -1, -1];
  for (const [id, name] of names.entries()) {
    let node = NAME_BEGINS;
    for (const letter of name) node = childOf(rows, node, letter);
    ids[node] = id;
  }
  const next = new Uint16Array(256 * rows.length);
  for (const [node, row] of rows.entries()) next.set(row, 256 * node);
  return { next, idAt: Int16Array.from(rows, (_, node) => ids[node] ?? -1) };
}

function childOf(rows: Uint16Array[], node: number, letter: string): number {
  const row = rows[node];
  const [byte, capital] = [letter.charCodeAt(0), letter.toUpperCase().charCodeAt(0)];
  const known = row?.[byte] ?? OTHER_NAME;
  if (known !== OTHER_NAME) return known;
  const child = rows.push(otherRow()) - 1;
  row?.fill(child, byte, byte + 1).fill(child, capital, capital + 1);
  return child;
}

function otherRow(): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) =>
    TOKEN.test(String.fromCharCode(byte)) ? OTHER_NAME : NO_NAME,
  );
}
