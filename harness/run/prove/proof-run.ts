import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError, harnessErrorIn } from '../../errors.ts';
import type { ScenarioOutcome } from '../../scenario/record.ts';
import type { SabotageName } from '../../scenario/sabotage/sabotage.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Emit } from '../events.ts';
import { readHistory } from '../history-file.ts';
import { verifyInto, type VerifyOptions } from '../verify.ts';
import type { PlantedRun } from './sighting.ts';

/** Everything the runs of a proof share. */
export interface ProofBase extends Omit<VerifyOptions, 'scenarios' | 'sabotage' | 'beforeEnd'> {
  /** The command line that makes one of the runs again. */
  readonly commandOf: (scenario: string, sabotage: SabotageName | null, seed: string) => string;
}

/** One of a proof's runs, in a run folder of its own inside the proof's. */
export interface ProofRun extends PlantedRun {
  /** The run folder's path in the proof's. */
  readonly run: string;
  readonly outcome: ScenarioOutcome;
  readonly parts: Readonly<Record<string, string>>;
}

export interface RunOnce {
  readonly base: ProofBase;
  /** The proof's folder. */
  readonly folder: string;
  readonly scenario: Scenario;
  readonly sabotage: SabotageName | null;
  /** Counts the runs of the same, from 1. */
  readonly number: number;
  readonly seed: string;
  readonly onStep: (step: string) => void;
}

/** Runs a scenario once, healthy or with a sabotage planted. */
export async function runOnce(once: RunOnce): Promise<ProofRun> {
  const { base, scenario, sabotage, number, seed } = once;
  const run = join(scenario.name, `${sabotage ?? 'healthy'}-${number}`);
  const folder = join(once.folder, run);
  await mkdir(folder, { recursive: true });
  const emit: Emit = (event) => {
    if (event.kind === 'step') once.onStep(event.step);
  };
  const options: VerifyOptions = {
    ...base,
    scenarios: [scenario],
    sabotage,
    seed,
    told: { ...base.told, only: [scenario.name], sabotage, seed },
    command: base.commandOf(scenario.name, sabotage, seed),
    beforeEnd: async () => undefined,
  };
  try {
    const { record, scenarios } = await verifyInto({ folder, startedAt: new Date(), options, emit });
    const [only] = scenarios;
    const outcome = only?.outcome ?? outcomeOf(scenario, 'nothing ran');
    const { operations } = await readHistory(join(folder, scenario.name, 'history.ndjson'));
    const verdict = only?.verdict ?? null;
    return { run, outcome, verdict, reason: outcome.reason, operations, parts: record.parts };
  } catch (thrown) {
    // A healthy cluster that does not come up ends the proof; a sabotage that keeps it from coming up was not found.
    const error = harnessErrorIn(thrown);
    const isFault = sabotage !== null && error instanceof HarnessError && error.code === 'CLUSTER_START';
    if (!isFault) throw thrown;
    const reason = error.message;
    return { run, outcome: outcomeOf(scenario, reason), verdict: null, reason, operations: [], parts: {} };
  }
}

const outcomeOf = ({ name, question }: Scenario, reason: string): ScenarioOutcome => ({
  name,
  question,
  status: 'unknown',
  reason,
});
