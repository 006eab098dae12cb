import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { HOSTILE, HUGE } from '../test-runs-hostile.ts';
import { renderProof } from './console.ts';
import { badProof, goodProof, proofOf, rowOf } from './test/proofs.ts';

const plain = { colour: false, reportPath: 'reports/latest/report.html' };

test('shows for each sabotage how often, when, where, by what and with which cause it was found', () => {
  expect(renderProof(goodProof, plain)).toMatchInlineSnapshot(`
    "lockstep prove · process driver (as asked) · 3 replicas · nginx 1.22.1 · redis 7.0.15 · seed 7f3a91 · 1× each
    ✔ odd-jwt-secret   1/1  80 ms  login-survives-round-robin · accepted-on-every-replica
                                   [b-2] b-2 signs and verifies with another JWT_SECRET than the others
    ✔ sticky-balancer  1/1      –  login-survives-round-robin · every-replica-observed
                                   unknown: b-1 was never observed
    PROVED · 1 of 1 planted fault found (100.0 %, 95 % interval 2.5–100 %), 0 false alarms, 1 of 1 healthy run
    valid
    exit 0 · report: reports/latest/report.html
    again: lockstep prove --seed 7f3a91
    "
  `);
});

test('says first what was missed and what was found instead, false alarms, and healthy runs that are not valid', () => {
  expect(renderProof(badProof, plain)).toMatchInlineSnapshot(`
    "lockstep prove · process driver (as asked) · 3 replicas · nginx 1.22.1 · redis 7.0.15 · seed 7f3a91 · 1× each
    ✘ MISSED: token-version-cached in kick-offline-propagates, to be found by
      revoked-everywhere-when-kick-returns: 0 of 2
        kick-offline-propagates/token-version-cached-1: revoked-everywhere-when-kick-returns is valid; nothing
        else was found
        kick-offline-propagates/token-version-cached-2: revoked-everywhere-when-kick-returns is valid; nothing
        else was found
    ✘ FALSE ALARM: proxy-buffers-stream in sse-stays-up: at fault is proxy and nobody else
        sse-stays-up/proxy-buffers-stream-1: stream-delivery found lost [b-3] (b-3 lost an event)
    ✘ NOT VALID: rate-limit-is-global healthy: 0 of 1 valid
        rate-limit-is-global/healthy-1: admitted-within-limit found over-admission
    ✔ odd-jwt-secret        1/1  80 ms  login-survives-round-robin · accepted-on-every-replica
                                        [b-2] b-2 signs and verifies with another JWT_SECRET than the others
    ✘ token-version-cached  0/2      –  kick-offline-propagates · revoked-everywhere-when-kick-returns
    ✘ proxy-buffers-stream  1/1  80 ms  sse-stays-up · stream-timely
                                        [proxy] b-2 signs and verifies with another JWT_SECRET than the others
    skipped: mismatched-secrets-are-rejected, it must configure the cluster, which the existing driver cannot
    cannot be planted here (it is a variant of the reference backend, and another one runs): rate-limit-in-memory
    (rate-limit-is-global)
    NOT PROVED · 2 of 4 planted faults found (50.0 %, 95 % interval 6.8–93.2 %), 2 false alarms, 1 of 2 healthy
    runs valid
    exit 1 · report: reports/latest/report.html
    again: lockstep prove --seed 7f3a91
    "
  `);
});

test('adds only colour when colour is wanted', () => {
  const coloured = renderProof(badProof, { ...plain, colour: true });
  expect(coloured).toContain('\u001b[31m✘');
  expect(stripVTControlCharacters(coloured)).toBe(renderProof(badProof, plain));
});

test.each([80, 110, 200])('keeps within %i columns whatever was found', (width) => {
  const row = rowOf({
    cause: HUGE,
    runs: 9,
    missed: Array.from({ length: 9 }, (_, at) => ({ run: `run-${at}`, reason: HUGE })),
    falseAlarms: [{ run: 'run', check: HUGE, culprits: [HUGE], reason: HOSTILE }],
  });
  const text = renderProof(proofOf([row, row]), { ...plain, width });
  const lines = text.trimEnd().split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(lines.length).toBeLessThan(80);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('a proof that was cut short is unfinished', () => {
  const cut = proofOf([], {
    status: null,
    exitCode: null,
    finishedAt: null,
    detection: { runs: 0, detected: 0, interval: [0, 1] },
  });
  expect(renderProof(cut, plain)).toMatch(/^UNFINISHED · nothing was planted/mu);
});
