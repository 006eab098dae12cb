import type { AnyOperation, Operation } from '../history/operation.ts';
import type { CheckRecord, RunRecord, SavedRun, ScenarioMetrics } from '../scenario/record.ts';
import type { SavedScenario } from './findings.ts';

/** A violation and a piece of evidence as they stand in a saved run. */
export type SavedViolation = Extract<CheckRecord['verdict'], { status: 'invalid' }>['violations'][number];
export type SavedEvidence = CheckRecord['evidence'][number];

const RECORD: RunRecord = {
  tool: { name: 'lockstep', version: '0.1.0' },
  startedAt: '2026-03-04T05:06:07.123Z',
  finishedAt: '2026-03-04T05:07:19.623Z',
  seed: '7f3a91',
  driver: { name: 'process', reason: 'no Docker engine answered' },
  replicas: 3,
  sabotage: null,
  parts: { nginx: '1.22.1', redis: '7.0.15', node: '24.21.0', proxy_next_upstream: 'off', keepalive: '32' },
  machine: { platform: 'linux x64', cpu: 'AMD EPYC 7B13', cores: 2, memoryGiB: 7.8 },
  options: {
    replicas: 3,
    driver: 'auto',
    only: null,
    backend: { command: 'node backend.ts', secret: 'h:1f3c' },
  },
  command: 'lockstep verify --seed 7f3a91',
  scenarios: [],
  status: 'valid',
  exitCode: 0,
};

const METRICS: ScenarioMetrics = {
  wallMs: 2130,
  bootMs: { main: 812.4 },
  operations: 414,
  answersByReplica: { 'b-1': 138, 'b-2': 138, 'b-3': 138 },
  eventLoopLagMs: { p99: 3.2, max: 11.9 },
  maskedRetries: 0,
  proxyAlerts: [],
  secretsInLogs: {},
};

const REPLICAS = ['b-1', 'b-2', 'b-3'];

/** A matrix in which `odd` accepts nothing but its own tokens. */
export function acceptMatrix(odd: string | null): SavedEvidence {
  const accepts = (mint: string, at: string): boolean => mint === at || (mint !== odd && at !== odd);
  return {
    kind: 'matrix',
    title: 'Is a token of one replica accepted by another?',
    rowsLabel: 'issued by',
    columnsLabel: 'sent to',
    rows: REPLICAS,
    columns: REPLICAS,
    cells: REPLICAS.map((mint) =>
      REPLICAS.map((at) =>
        accepts(mint, at)
          ? { text: '46 of 46', tone: 'good' as const }
          : { text: '0 of 46', tone: 'bad' as const },
      ),
    ),
  };
}

/** A check's record; valid with a summary unless told otherwise. */
export function checkOf(name: string, summary: string, more: Partial<CheckRecord> = {}): CheckRecord {
  const claim = `On every replica ${name.replaceAll('-', ' ')}.`;
  return { name, claim, summary, verdict: { status: 'valid', examined: 414 }, evidence: [], ...more };
}

/** A scenario with its checks; its status is given, not computed. */
export function scenarioOf(
  name: string,
  checks: readonly CheckRecord[],
  more: Partial<SavedScenario['outcome']> = {},
): SavedScenario {
  const outcome = {
    name,
    question: `Is it true that ${name.replaceAll('-', ' ')}?`,
    status: 'valid' as const,
    reason: null,
    ...more,
  };
  const judged = outcome.status === 'skipped' ? 'unknown' : outcome.status;
  const verdict = { scenario: name, question: outcome.question, status: judged, checks: [...checks] };
  return { outcome, verdict, metrics: METRICS };
}

/** A run of the scenarios. */
export function runOf(scenarios: readonly SavedScenario[], more: Partial<RunRecord> = {}): SavedRun {
  return { record: { ...RECORD, scenarios: scenarios.map(({ outcome }) => outcome), ...more }, scenarios };
}

/** Invalid by these violations. */
export function invalidBy(first: SavedViolation, ...rest: SavedViolation[]): CheckRecord['verdict'] {
  return { status: 'invalid', violations: [first, ...rest] };
}

/** Five scenarios, all valid. */
export const validRun: SavedRun = runOf([
  scenarioOf('login-survives-round-robin', [
    checkOf('tokens-are-accepted-everywhere', '3×3 matrix accepted, 414 calls, 138/138/138 per replica', {
      evidence: [acceptMatrix(null)],
    }),
    checkOf('sessions-are-shared', '36 sessions read on every other replica'),
  ]),
  scenarioOf('mismatched-secrets-are-rejected', [
    checkOf('forged-tokens-are-refused', '18 of 18 forged tokens refused with 401 on each of 3 replicas'),
  ]),
  scenarioOf('kick-offline-propagates', [
    checkOf('no-stale-accept', '12 kicks, each seen by 3 of 3 replicas within 4 ms'),
    checkOf('kick-keeps-the-other-client-type', '12 desktop sessions outlived the kick of admin'),
  ]),
  scenarioOf('sse-stays-up', [
    checkOf('nothing-is-lost', '600 of 600 events on 30 streams, across every pair of replicas', {
      evidence: [
        {
          kind: 'table',
          title: 'Delay from publication to arrival',
          columns: ['published on', 'streams on', 'events', 'p50 ms', 'p99 ms'],
          rows: REPLICAS.map((replica, at) => [replica, 'all', 200, 1.1 + at / 10, 4.25]),
        },
      ],
    }),
  ]),
  scenarioOf('rate-limit-is-global', [
    checkOf('no-over-admission', '100 admitted of 300 for a limit of 100'),
  ]),
]);

/** An accepted `me` call, changed as told. */
export function meCall(index: number, more: Partial<Operation<'me'>> = {}): AnyOperation {
  return {
    index,
    process: 7,
    f: 'me',
    key: 'user-4',
    stage: '',
    route: 'balancer',
    input: { token: 'h:9c41', user: 'user-4', clientType: 'admin' },
    invokedNs: 1_000e6 + index * 40e6,
    completedNs: 1_000e6 + index * 40e6 + 3.2e6,
    outcome: 'ok',
    output: { user: 'user-4', clientType: 'admin', tokenVersion: 1, sessionKey: 'h:77aa' },
    status: 200,
    code: null,
    replica: 'b-2',
    upstream: '127.0.0.1:4102',
    reason: null,
    problems: [],
    ...more,
  };
}
