import type { AnyOperation } from '../history/operation.ts';
import type { SavedRun } from '../scenario/record.ts';
import type { SavedViolation } from './test-runs.ts';
import { acceptMatrix, checkOf, invalidBy, meCall, runOf, scenarioOf, validRun } from './test-runs.ts';

const STALE: SavedViolation = {
  anomaly: 'stale-accept',
  message: 'b-2 accepted a revoked token 1.9 s after the kick returned (12 of 12 kicks, b-2 only).',
  operations: [20, 21, 30, 45, 48],
  culprits: ['b-2'],
  cause: 'b-2 caches the token version for 2 s.',
};

/** The operations that the failed run's violations cite. */
export const staleOperations: readonly AnyOperation[] = [
  meCall(20),
  {
    ...meCall(21),
    f: 'kick',
    process: 3,
    input: { user: 'user-4', targets: ['admin'] },
    output: {},
    replica: 'b-1',
    upstream: '127.0.0.1:4101',
    completedNs: 1_000e6 + 21 * 40e6 + 180e6,
  },
  meCall(30, {
    process: 8,
    replica: 'b-3',
    upstream: '127.0.0.1:4103',
    status: 401,
    code: 'TOKEN_REVOKED',
    output: null,
  }),
  meCall(45),
  meCall(48, {
    outcome: 'info',
    status: null,
    output: null,
    replica: null,
    upstream: null,
    reason: 'socket hang up',
    completedNs: 3_100e6,
  }),
];

const again = (nth: number): SavedViolation => ({
  ...STALE,
  message: `b-2 accepted a revoked token ${nth * 100} ms after kick ${nth} returned.`,
  operations: [21, 45],
});

const [login, mismatched] = validRun.scenarios;

/** Invalid, unknown, skipped and valid scenarios in one run. */
export const failedRun: SavedRun = runOf(
  [
    ...(login ? [login] : []),
    ...(mismatched
      ? [
          {
            ...mismatched,
            outcome: {
              ...mismatched.outcome,
              status: 'skipped' as const,
              reason: 'the existing driver cannot give one replica another secret',
            },
            verdict: null,
            metrics: null,
          },
        ]
      : []),
    scenarioOf(
      'kick-offline-propagates',
      [
        checkOf('no-stale-accept', '12 kicks, 12 stale accepts, all on b-2, at most 1.9 s late', {
          verdict: invalidBy(STALE, again(2), again(3), again(4), again(5)),
          evidence: [acceptMatrix('b-2')],
        }),
        checkOf('kick-keeps-the-other-client-type', '12 desktop sessions outlived the kick of admin'),
        checkOf('refresh-dies-with-the-kick', 'no refresh was tried', {
          verdict: { status: 'unknown', reason: 'no refresh was tried after a kick' },
        }),
      ],
      { status: 'invalid' },
    ),
    scenarioOf('sse-stays-up', [checkOf('nothing-is-lost', '600 of 600 events on 30 streams')]),
    scenarioOf(
      'rate-limit-is-global',
      [
        checkOf('no-over-admission', '100 admitted of 200 on 2 replicas', {
          verdict: { status: 'unknown', reason: 'b-3 was never observed: the balancer sent it nothing' },
        }),
      ],
      { status: 'unknown', reason: 'b-3 was never observed: the balancer sent it nothing' },
    ),
  ],
  { status: 'invalid', exitCode: 1, command: 'lockstep verify --only kick-offline-propagates --seed 7f3a91' },
);
