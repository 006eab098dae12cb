import { expect, test } from 'vitest';
import { HOSTILE, HUGE } from '../test-runs-hostile.ts';
import { renderProofHtml } from './html.ts';
import { renderProofJunit } from './junit.ts';
import { detectionMatrix } from './matrix.ts';
import { badProof, goodProof, proofOf, rowOf } from './test/proofs.ts';

const root = (xml: string): string => /<testsuites[^>]*>/.exec(xml)?.[0] ?? '';
const kinds = (proof: typeof goodProof): string[][] =>
  detectionMatrix(proof.rows).rows.map(({ cells }) =>
    cells.map(({ kind, text }) => `${kind} ${text}`.trim()),
  );

const poisoned = (text: string) =>
  proofOf(
    [
      rowOf({
        cause: text,
        culprits: [text],
        missed: Array.from({ length: 200 }, () => ({ run: text, reason: text })),
        alsoInvalid: [{ check: text, runs: 1 }],
        falseAlarms: [{ run: text, check: text, culprits: [text], reason: text }],
      }),
    ],
    { status: 'invalid', exitCode: 1 },
  );

test('JUnit has a case for each claim and each scenario’s healthy runs; what cannot be planted is skipped', () => {
  expect(root(renderProofJunit(goodProof))).toBe(
    '<testsuites name="lockstep prove" tests="3" failures="0" errors="0" skipped="0">',
  );
  const xml = renderProofJunit(badProof);
  expect(root(xml)).toBe('<testsuites name="lockstep prove" tests="7" failures="3" errors="0" skipped="2">');
  expect(xml).toContain('name="token-version-cached by revoked-everywhere-when-kick-returns"');
  expect(xml).toContain(
    'kick-offline-propagates/token-version-cached-2: revoked-everywhere-when-kick-returns is valid',
  );
});

test('JUnit has an error for a proof that planted nothing', () => {
  const nothing = proofOf([], { status: 'unknown', exitCode: 2 });
  expect(root(renderProofJunit(nothing))).toContain('errors="1"');
});

test('the matrix tells apart who caught, who also saw, what was missed and false alarms', () => {
  expect(detectionMatrix(badProof.rows).checks).toEqual([
    'accepted-on-every-replica',
    'revoked-everywhere-when-kick-returns',
    'stream-timely',
    'refresh-works-on-another-replica',
    'stream-delivery',
  ]);
  expect(kinds(badProof)).toEqual([
    ['caught 1/1', 'silent', 'silent', 'also 1/1', 'silent'],
    ['silent', 'missed 0/2', 'silent', 'silent', 'silent'],
    ['silent', 'silent', 'caught 1/1', 'silent', 'alarm 1/1'],
  ]);
});

test('two claims of one sabotage are one row of the matrix', () => {
  const proof = proofOf([rowOf(), rowOf({ check: 'refresh-works-on-another-replica', alsoInvalid: [] })]);
  expect(kinds(proof)).toEqual([['caught 1/1', 'caught 1/1']]);
});

test('the page says the verdict, what went wrong, the matrix and the figures, and links to what it has', () => {
  const page = renderProofHtml(badProof);
  const parts = ['verdict', 'problems', 'detection', 'rows', 'healthy', 'not-planted', 'run'];
  const places = parts.map((part) => page.indexOf(`id="report-${part}"`));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  expect(page).toContain('NOT PROVED');
  expect(page).toContain('2 of 4 planted faults found');
  for (const proof of [badProof, goodProof, proofOf([], { status: 'unknown' })]) {
    const text = renderProofHtml(proof);
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    const targets = [...text.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  }
});

test.each([HOSTILE, HUGE])('hostile text becomes no markup, and stays small (%#)', (text) => {
  const page = renderProofHtml(poisoned(text));
  const shown = page.replace(/<script type="application\/json"[^<]*<\/script>/, '');
  expect(shown).not.toMatch(/<script|<img|<!--|<!\[CDATA/i);
  expect(shown.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(page.length).toBeLessThan(3_000_000);
  const xml = renderProofJunit(poisoned(text));
  expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Noncharacter_Code_Point}]/u);
  expect(xml.length).toBeLessThan(300_000);
});
