import { escapeUTF8 } from 'entities';
import { plainText } from '../plain-text.ts';

/** HTML that is safe to put into the page; only `html` and `trusted` make it. */
class SafeHtml {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type { SafeHtml };

/** What a template takes: text is escaped, safe HTML is not, null leaves nothing behind. */
export type Fragment = SafeHtml | string | number | null | readonly Fragment[];

export const NOTHING: SafeHtml = new SafeHtml('');

/** A template whose every value is made printable, cut to a sane length and escaped for text and quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): SafeHtml {
  return new SafeHtml(strings.map((text, at) => text + markup(values[at] ?? null)).join(''));
}

/** Text of our own that is HTML, CSS or JSON already; never for anything that a run said. */
export function trusted(text: string): SafeHtml {
  return new SafeHtml(text);
}

function markup(value: Fragment): string {
  if (value instanceof SafeHtml) return value.toString();
  if (typeof value === 'string') return escapeUTF8(plainText(value));
  if (typeof value === 'number') return String(value);
  return value === null ? '' : value.map(markup).join('');
}
