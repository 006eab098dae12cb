import { parseEDNString } from 'edn-data';

/** A value that was tagged, as `#jepsen.history.Op{…}`. */
interface Tagged {
  readonly tag: string;
  readonly val: unknown;
}

const TUPLE = 'jepsen.independent.Tuple';

/** Reads one EDN form; keywords, symbols and characters become texts. Undefined when it is none. */
export function fromEdn(text: string): unknown {
  try {
    return plain(
      parseEDNString(text, {
        mapAs: 'object',
        keywordAs: 'string',
        symbolAs: 'string',
        charAs: 'string',
        listAs: 'array',
        setAs: 'array',
      }),
    );
  } catch {
    // The caller says which line it was.
    return undefined;
  }
}

/** Drops the tags, all but that of a key and its value, and makes numbers of big ones. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isTagged(value) && value.tag !== TUPLE) return plain(value.val);
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held)]));
}

const isTagged = (value: object): value is Tagged =>
  'tag' in value && 'val' in value && typeof value.tag === 'string';

/** Jepsen's independent keys: an operation whose value is a tuple is one on that key. */
export function keyedValue(operation: unknown): unknown {
  if (typeof operation !== 'object' || operation === null || !('value' in operation)) return operation;
  const { value } = operation;
  if (typeof value !== 'object' || value === null || !isTagged(value) || !Array.isArray(value.val))
    return operation;
  const [key, held]: readonly unknown[] = value.val;
  return { ...operation, key, value: held };
}

/** Cuts a text into its outermost maps, whatever stands around them: takes lines, gives the maps that a line completes. */
export function ednForms(): (line: string) => string[] {
  let begun = '';
  let depth = 0;
  let isText = false;
  return (line) => {
    const forms: string[] = [];
    let from = 0;
    for (let at = 0; at < line.length; at += 1) {
      const character = line[at];
      if (isText) {
        if (character === '\\') at += 1;
        else if (character === '"') isText = false;
        continue;
      }
      if (character === ';') {
        line = line.slice(0, at);
      } else if (character === '\\') at += 1;
      else if (character === '"') isText = true;
      else if (character === '{') {
        if (depth === 0) from = at;
        depth += 1;
      } else if (character === '}' && depth > 0) {
        depth -= 1;
        if (depth > 0) continue;
        forms.push(begun + line.slice(from, at + 1));
        begun = '';
      }
    }
    if (depth > 0) begun += `${line.slice(from)}\n`;
    return forms;
  };
}
