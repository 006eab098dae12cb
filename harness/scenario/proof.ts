import { z } from 'zod';
import { runRecord } from './record.ts';

/** What `lockstep prove` leaves on disk, and all that its reports read. */

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** The exact 95 % interval of a share (Clopper–Pearson). */
const interval = z.tuple([z.number(), z.number()]).readonly();

/** A run that was not as it should be: its folder in the proof's, and why. */
const outlier = z.object({ run: z.string(), reason: z.string() });

const healthyRow = z.object({
  scenario: z.string(),
  runs: z.number(),
  valid: z.number(),
  /** Every run's status, in order. */
  statuses: list(z.enum(['valid', 'invalid', 'unknown'])),
  /** Why it was not run; null when it was. */
  skipped: z.string().nullable(),
  notValid: list(outlier),
});

/** One claim of a scenario to find a sabotage, and what came of it. */
const proofRow = z.object({
  sabotage: z.string(),
  fault: z.string(),
  where: z.enum(['topology', 'proxy', 'backend']),
  scenario: z.string(),
  stage: z.string(),
  /** The check that must say so, and whether it must say invalid or can only be unknown. */
  check: z.string(),
  expected: z.enum(['invalid', 'unknown']),
  /** The parts that the sabotage changed. */
  atFault: list(z.string()),
  runs: z.number(),
  detected: z.number(),
  interval,
  /** From the stage's first operation to the last one that its smallest finding needs; null when none was timed. */
  timeToDetectionMs: z.object({ min: z.number(), median: z.number(), max: z.number() }).nullable(),
  /** Whom the findings named. */
  culprits: list(z.string()),
  /** What the first finding said of the cause. */
  cause: z.string().nullable(),
  missed: list(outlier),
  /** Other checks that the same fault made invalid, and in how many runs. */
  alsoInvalid: list(z.object({ check: z.string(), runs: z.number() })),
  /** Findings that blame a part which is not at fault. */
  falseAlarms: list(outlier.extend({ check: z.string(), culprits: list(z.string()) })),
});

const notPlanted = z.object({
  sabotage: z.string(),
  scenario: z.string(),
  check: z.string(),
  reason: z.string(),
});

/** `prove.json`. */
export const proofRecord = runRecord.omit({ scenarios: true }).extend({
  /** How often each row was to be run. */
  runs: z.number(),
  healthy: list(healthyRow),
  rows: list(proofRow),
  /** What this driver or this backend does not let one plant. */
  notPlanted: list(notPlanted),
  detection: z.object({ runs: z.number(), detected: z.number(), interval }),
  falseAlarms: z.number(),
});

export type ProofRecord = z.infer<typeof proofRecord>;
export type ProofRow = z.infer<typeof proofRow>;
export type HealthyRow = z.infer<typeof healthyRow>;
export type NotPlanted = z.infer<typeof notPlanted>;
