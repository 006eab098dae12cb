import type { AnyOperation } from '../history/operation.ts';
import type { SavedRun } from '../scenario/record.ts';
import { failedRun, staleOperations } from './test-runs-failed.ts';

/** What a hostile target may put wherever it is quoted. */
export const HOSTILE = [
  '</script><script>alert(1)</script><img src=x onerror="alert(2)">\'"><svg/onload=alert(3)>',
  '\u001b[31mred\u001b[0m\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007\u009b2J\u0000\u0008\u007f\r\n## head\n',
  ']]>]]&gt;]]><![CDATA[ <!-- --> &amp; &lt; ]]\u0000>',
  '\u202eRTL\u2066 \u200b\ufeff \ud800 lone \udc00 \uffff \ufffe \u2028',
  '| pipe | `tick` ``` [link](javascript:alert(4)) @everyone https://evil.example www.evil.example ${x} {{y}} <b>',
].join(' ');

/** The hostile text with a megabyte behind it. */
export const HUGE: string = HOSTILE + 'A</td>'.repeat(170_000);

/** The failed run with this text in the place of every string that does not steer the report. */
export function poisoned(text: string): SavedRun {
  const value = poison(failedRun, text);
  if (!isRun(value)) throw new TypeError('the poisoned run lost its shape');
  return value;
}

/** Operations whose every word is this text. */
export function poisonedOperations(text: string): AnyOperation[] {
  return staleOperations.map((op) => ({
    ...op,
    key: text,
    stage: text,
    route: text,
    code: text,
    replica: text,
    upstream: text,
    reason: text,
    problems: [text, text],
  }));
}

const STEERING = new Set(['status', 'kind', 'tone', 'startedAt', 'finishedAt']);

function poison(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return STEERING.has(key) ? value : text;
  if (Array.isArray(value)) return value.map((item) => poison(item, text, key));
  if (typeof value !== 'object' || value === null) return value;
  const isOpen = ['parts', 'bootMs', 'answersByReplica', 'secretsInLogs', 'options'].includes(key);
  const entries = Object.entries(value).map(([name, item]) => [name, poison(item, text, name)] as const);
  const extra = isOpen && entries.length > 0 ? [[text, entries[0]?.[1]] as const] : [];
  return Object.fromEntries([...entries, ...extra]);
}

function isRun(value: unknown): value is SavedRun {
  return typeof value === 'object' && value !== null && 'record' in value && 'scenarios' in value;
}
