import { plainText } from '../plain-text.ts';
import type { SafeHtml } from './safe-html.ts';
import { html, trusted } from './safe-html.ts';

/** A page above this is no longer something to send around; then the lists and texts in the data are cut. */
const MAX_CHARACTERS = 2_000_000;
const MOST_FIELDS = 16;

/** The run for other programs, once, as JSON that no parser of HTML can leave early. */
export function embeddedRun(run: object): SafeHtml {
  return html`<script type="application/json" id="lockstep-run">
    ${trusted(dataOf(run))}
  </script>`;
}

function dataOf(run: object): string {
  const sizes = [50, 5, 1];
  const versions = sizes.map((most) => () => ({ truncated: true, ...shortened(run, most) }));
  const whole = weightOf(run, MAX_CHARACTERS) <= MAX_CHARACTERS ? [() => ({ truncated: false, ...run })] : [];
  for (const version of [...whole, ...versions]) {
    const text = harmless(JSON.stringify(version()));
    if (text.length <= MAX_CHARACTERS) return text;
  }
  return JSON.stringify({ truncated: true });
}

/** About how long a value is when written out; stops counting above `limit`, where writing could exhaust the memory. */
function weightOf(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 0;
  for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    weight += (typeof key === 'string' ? key.length : 1) + weightOf(item, limit - weight);
    if (weight > limit) break;
  }
  return weight;
}

/** The value with at most so many entries in each list and object, and short texts. */
function shortened(value: object, most: number): object {
  const cut = (item: unknown): unknown => {
    if (typeof item === 'string') return plainText(item, 500);
    return typeof item === 'object' && item !== null ? shortened(item, most) : item;
  };
  if (Array.isArray(value)) return value.slice(0, most).map(cut);
  // No object of ours has more fields than this; those that can are keyed by what a run said.
  const entries = Object.entries(value).slice(0, Math.max(most, MOST_FIELDS));
  return Object.fromEntries(entries.map(([key, item]) => [plainText(key, 100), cut(item)]));
}

function harmless(json: string): string {
  return json.replace(
    /[<>&\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
