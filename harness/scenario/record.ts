import { z } from 'zod';
import { chartRecord } from './chart-record.ts';

/** What a run leaves on disk, and all that `check` and `report` read of it. */

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

const violation = z.object({
  anomaly: z.string(),
  message: z.string(),
  operations: list(z.number()),
  culprits: list(z.string()),
  cause: z.string().nullable(),
});

const verdict = z.discriminatedUnion('status', [
  z.object({ status: z.literal('valid'), examined: z.number() }),
  z.object({ status: z.literal('invalid'), violations: z.tuple([violation], violation).readonly() }),
  z.object({ status: z.literal('unknown'), reason: z.string() }),
]);

const cell = z.object({ text: z.string(), tone: z.enum(['good', 'bad', 'neutral']) });

const evidence = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('matrix'),
    title: z.string(),
    rowsLabel: z.string(),
    columnsLabel: z.string(),
    rows: list(z.string()),
    columns: list(z.string()),
    cells: list(list(cell)),
  }),
  z.object({
    kind: z.literal('table'),
    title: z.string(),
    columns: list(z.string()),
    rows: list(list(z.union([z.string(), z.number(), z.null()]))),
  }),
  chartRecord,
]);

const checkRecord = z.object({
  name: z.string(),
  claim: z.string(),
  verdict,
  summary: z.string(),
  evidence: list(evidence),
});

/** `<scenario>/verdict.json`: a pure function of the scenario's history. */
export const scenarioVerdict = z.object({
  scenario: z.string(),
  question: z.string(),
  status: z.enum(['valid', 'invalid', 'unknown']),
  checks: list(checkRecord),
});

/** `<scenario>/metrics.json`: how long things took and how many there were. */
export const scenarioMetrics = z.object({
  /** From the first cluster's start to the last one's end. */
  wallMs: z.number(),
  /** From a cluster's start to its readiness, a stage each. */
  bootMs: z.record(z.string(), z.number()),
  operations: z.number(),
  /** Definite answers by replica. */
  answersByReplica: z.record(z.string(), z.number()),
  /** Longest time the harness's event loop stood still, in milliseconds (99th percentile and maximum). */
  eventLoopLagMs: z.object({ p99: z.number(), max: z.number() }),
  /** Requests that the proxy sent to more than one replica. */
  maskedRetries: z.number(),
  /** What the proxy complained of. */
  proxyAlerts: list(z.string()),
  /** Secrets that a part wrote to its log and that were removed, by part. */
  secretsInLogs: z.record(z.string(), z.number()),
});

const scenarioOutcome = z.object({
  name: z.string(),
  question: z.string(),
  status: z.enum(['valid', 'invalid', 'unknown', 'skipped']),
  /** Why it was skipped, or why the rig could not say; null otherwise. */
  reason: z.string().nullable(),
});

/** `run.json`. */
export const runRecord = z.object({
  tool: z.object({ name: z.literal('lockstep'), version: z.string() }),
  startedAt: z.string(),
  /** Null while the run goes on, and after a crash. */
  finishedAt: z.string().nullable(),
  seed: z.string(),
  driver: z.object({ name: z.string(), reason: z.string() }),
  replicas: z.number(),
  sabotage: z.string().nullable(),
  /** Names and versions of the parts, and the proxy's effective settings. */
  parts: z.record(z.string(), z.string()),
  machine: z.object({ platform: z.string(), cpu: z.string(), cores: z.number(), memoryGiB: z.number() }),
  /** Every option as it was resolved, secrets removed. */
  options: z.record(z.string(), z.unknown()),
  /** The command line that makes the same choices again. */
  command: z.string(),
  scenarios: list(scenarioOutcome),
  status: z.enum(['valid', 'invalid', 'unknown']).nullable(),
  exitCode: z.number().nullable(),
});

export type CheckRecord = z.infer<typeof checkRecord>;
export type ScenarioVerdict = z.infer<typeof scenarioVerdict>;
export type ScenarioMetrics = z.infer<typeof scenarioMetrics>;
export type ScenarioOutcome = z.infer<typeof scenarioOutcome>;
export type RunRecord = z.infer<typeof runRecord>;

/** A saved run as the reports see it. */
export interface SavedRun {
  readonly record: RunRecord;
  readonly scenarios: readonly {
    readonly outcome: ScenarioOutcome;
    /** Null when it was skipped or never judged. */
    readonly verdict: ScenarioVerdict | null;
    readonly metrics: ScenarioMetrics | null;
  }[];
}
