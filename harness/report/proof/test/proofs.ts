import type { HealthyRow, ProofRecord, ProofRow } from '../../../scenario/proof.ts';

/** A sabotage that was found in its only run, changed as told. */
export function rowOf(more: Partial<ProofRow> = {}): ProofRow {
  return {
    sabotage: 'odd-jwt-secret',
    fault: 'One replica has another JWT secret.',
    where: 'topology',
    scenario: 'login-survives-round-robin',
    stage: 'equal',
    check: 'accepted-on-every-replica',
    expected: 'invalid',
    atFault: ['b-2'],
    runs: 1,
    detected: 1,
    interval: [0.025, 1],
    timeToDetectionMs: { min: 80, median: 80, max: 80 },
    culprits: ['b-2'],
    cause: 'b-2 signs and verifies with another JWT_SECRET than the others',
    missed: [],
    alsoInvalid: [{ check: 'refresh-works-on-another-replica', runs: 1 }],
    falseAlarms: [],
    ...more,
  };
}

/** A scenario whose only healthy run was valid, changed as told. */
const healthyOf = (more: Partial<HealthyRow> = {}): HealthyRow => ({
  scenario: 'login-survives-round-robin',
  runs: 1,
  valid: 1,
  statuses: ['valid'],
  skipped: null,
  notValid: [],
  ...more,
});

const MISSED = rowOf({
  sabotage: 'token-version-cached',
  where: 'backend',
  scenario: 'kick-offline-propagates',
  check: 'revoked-everywhere-when-kick-returns',
  atFault: ['b-1', 'b-2', 'b-3'],
  runs: 2,
  detected: 0,
  interval: [0, 0.842],
  timeToDetectionMs: null,
  culprits: [],
  cause: null,
  missed: [1, 2].map((run) => ({
    run: `kick-offline-propagates/token-version-cached-${run}`,
    reason: 'revoked-everywhere-when-kick-returns is valid; nothing else was found',
  })),
  alsoInvalid: [],
});

const ALARMED = rowOf({
  sabotage: 'proxy-buffers-stream',
  where: 'proxy',
  scenario: 'sse-stays-up',
  check: 'stream-timely',
  atFault: ['proxy'],
  culprits: ['proxy'],
  alsoInvalid: [],
  falseAlarms: [
    {
      run: 'sse-stays-up/proxy-buffers-stream-1',
      check: 'stream-delivery',
      culprits: ['b-3'],
      reason: 'lost [b-3] (b-3 lost an event)',
    },
  ],
});

/** A proof of these rows, as it stands on disk; its figures are given, not computed. */
export function proofOf(rows: readonly ProofRow[], more: Partial<ProofRecord> = {}): ProofRecord {
  return {
    tool: { name: 'lockstep', version: '0.1.0' },
    startedAt: '2026-03-04T05:06:07.123Z',
    finishedAt: '2026-03-04T05:07:19.623Z',
    seed: '7f3a91',
    driver: { name: 'process', reason: 'as asked' },
    replicas: 3,
    sabotage: null,
    parts: { nginx: '1.22.1', redis: '7.0.15', node: '24.21.0' },
    machine: { platform: 'linux x64', cpu: 'AMD EPYC 7B13', cores: 2, memoryGiB: 8 },
    options: { runs: 1 },
    command: 'lockstep prove --seed 7f3a91',
    status: 'valid',
    exitCode: 0,
    runs: 1,
    healthy: [healthyOf()],
    rows,
    notPlanted: [],
    detection: { runs: 1, detected: 1, interval: [0.025, 1] },
    falseAlarms: 0,
    ...more,
  };
}

/** Everything was found. */
export const goodProof = proofOf([
  rowOf(),
  rowOf({
    sabotage: 'sticky-balancer',
    where: 'proxy',
    check: 'every-replica-observed',
    expected: 'unknown',
    atFault: ['proxy'],
    culprits: [],
    cause: 'b-1 was never observed',
    timeToDetectionMs: null,
    alsoInvalid: [],
  }),
]);

/** One miss, one false alarm, a healthy run that is not valid, and something that cannot be planted. */
export const badProof = proofOf([rowOf(), MISSED, ALARMED], {
  status: 'invalid',
  exitCode: 1,
  healthy: [
    healthyOf(),
    healthyOf({
      scenario: 'rate-limit-is-global',
      valid: 0,
      statuses: ['invalid'],
      notValid: [
        { run: 'rate-limit-is-global/healthy-1', reason: 'admitted-within-limit found over-admission' },
      ],
    }),
    healthyOf({
      scenario: 'mismatched-secrets-are-rejected',
      runs: 0,
      valid: 0,
      statuses: [],
      skipped: 'it must configure the cluster, which the existing driver cannot',
    }),
  ],
  notPlanted: [
    {
      sabotage: 'rate-limit-in-memory',
      scenario: 'rate-limit-is-global',
      check: 'admitted-within-limit',
      reason: 'it is a variant of the reference backend, and another one runs',
    },
  ],
  detection: { runs: 4, detected: 2, interval: [0.068, 0.932] },
  falseAlarms: 2,
});
