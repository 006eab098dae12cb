import { expect, test } from 'vitest';
import type { SavedRun } from '../scenario/record.ts';
import { renderHtml } from './html.ts';
import { checkOf, invalidBy, meCall, runOf, scenarioOf, validRun } from './test-runs.ts';
import { failedRun, staleOperations } from './test-runs-failed.ts';
import { HOSTILE, HUGE, poisoned, poisonedOperations } from './test-runs-hostile.ts';

const page = (run: SavedRun): string => renderHtml(run, () => staleOperations);
const withoutData = (text: string): string =>
  text.replace(/<script type="application\/json"[^<]*<\/script>/, '');
const position = (text: string, part: string): number => {
  expect(text).toContain(part);
  return text.indexOf(part);
};

test('says the verdict first, then the findings, the scenarios, each scenario, and the run', () => {
  const text = page(failedRun);
  const parts = [
    'id="report-verdict"',
    'id="report-findings"',
    'id="report-scenarios"',
    'id="kick-offline-propagates"',
    'id="report-run"',
  ];
  const positions = parts.map((part) => position(text, part));
  expect(positions).toEqual(positions.toSorted((left, right) => left - right));
});

test('needs no script, no network and no other file', () => {
  const text = page(failedRun);
  expect(text).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
  );
  expect(withoutData(text)).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\ssrc=| on\w+=/i);
  expect([...text.matchAll(/href="([^"]*)"/g)].every(([, target]) => target?.startsWith('#'))).toBe(true);
});

test('links only to what is on the page, and gives no id twice', () => {
  const text = page(failedRun);
  const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  const targets = [...text.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  expect(ids).toContain('kick-offline-propagates/no-stale-accept');
});

test('shows cause, culprit and the operations a violation cites, drawn and as a table', () => {
  const text = page(failedRun);
  expect(text).toContain('<span class="chip culprit">b-2</span>');
  expect(text).toContain('b-2 caches the token version for 2 s.');
  expect(text).toContain('#21 client 3: kick on b-1, 200, 1840.0 to 2020.0 ms');
  expect(text).toContain('no definite answer: socket hang up');
  expect(text).toMatch(/<th scope="row" class="number">\s*#30\s*<\/th>/);
});

test('says which cited operations the history does not have', () => {
  expect(renderHtml(failedRun, () => [])).toContain('Not in the saved history: #20 #21 #30 #45 #48');
});

test('marks matrix cells by a sign as well as by colour', () => {
  expect(page(failedRun)).toMatch(/class="tone-bad">\s*<span aria-hidden="true">✗<\/span> 0 of 46/);
});

test('says how many replicas never answered', () => {
  const [scenario] = validRun.scenarios;
  const metrics = { ...scenario!.metrics!, answersByReplica: { 'b-1': 2, 'b-2': 2 } };
  expect(page(runOf([{ ...scenario!, metrics }]))).toContain('1 of 3 replicas never answered.');
});

test.each([HOSTILE, HUGE])('never lets hostile text become markup (%#)', (text) => {
  const shown = withoutData(renderHtml(poisoned(text), () => poisonedOperations(text)));
  expect(shown).not.toMatch(/<script|<img|<svg\/|<!--|<!\[CDATA|<b>RTL/i);
  expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(shown.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(shown.isWellFormed()).toBe(true);
});

test('has the same elements whatever the texts say', () => {
  const tags = (text: string): string[] => withoutData(text).match(/<\/?[a-z][a-z0-9]*/g) ?? [];
  const hostile = renderHtml(poisoned(HOSTILE), () => poisonedOperations(HOSTILE));
  const tame = renderHtml(poisoned('tame'), () => poisonedOperations('tame'));
  expect(tags(hostile)).toEqual(tags(tame));
});

test('stays small enough to send around whatever was found', () => {
  const violation = {
    anomaly: 'lost',
    message: 'x'.repeat(5000),
    operations: Array.from({ length: 5000 }, (_, at) => at),
    culprits: Array.from({ length: 500 }, (_, at) => `b-${at}`),
    cause: 'y'.repeat(5000),
  };
  const row = Array.from({ length: 200 }, () => 'z'.repeat(5000));
  const check = checkOf('x', '', {
    verdict: invalidBy(violation, ...Array.from({ length: 20_000 }, () => violation)),
    evidence: Array.from({ length: 20 }, () => ({
      kind: 'table' as const,
      title: 't',
      columns: row,
      rows: Array.from({ length: 1000 }, () => row),
    })),
  });
  const operations = Array.from({ length: 5000 }, (_, index) => meCall(index, { key: 'k'.repeat(5000) }));
  const run = runOf([scenarioOf('a', [check], { status: 'invalid' })], { status: 'invalid' });
  expect(renderHtml(run, () => operations).length).toBeLessThan(20_000_000);
  expect(renderHtml(poisoned(HUGE), () => poisonedOperations(HUGE)).length).toBeLessThan(2_000_000);
});

test('brings the style of charts only to a page that has one', () => {
  const chart = {
    kind: 'chart' as const,
    title: 'Latency',
    x: { label: 'Time', unit: 's', scale: 'linear' as const },
    y: { label: 'Latency', unit: 'ms', scale: 'linear' as const },
    series: [{ name: 'p99', style: 'line' as const, points: [[0, 1] as const, [1, 2] as const] }],
  };
  const text = page(runOf([scenarioOf('steady-load', [checkOf('slo', '', { evidence: [chart] })])]));
  expect(text).toContain('<figcaption>Latency</figcaption>');
  expect(text).toContain('--series-0');
  expect(withoutData(text)).not.toMatch(/<script|<link|<img|url\(/i);
  expect(page(failedRun)).not.toContain('--series-0');
});

test('says that a run without scenarios proved nothing', () => {
  const text = page(runOf([], { status: 'unknown', exitCode: 2 }));
  expect(text).toContain('No scenario ran, so nothing was proved.');
  expect(text).toContain('Nothing ran.');
});
