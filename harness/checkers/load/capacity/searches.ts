import { operationsNamed } from '../../../history/operation.ts';
import type { InputOf, Stage } from '../../../history/vocabulary.ts';
import { nextStep, type Step } from '../../../load/capacity/search.ts';
import type { Trial } from '../../../load/capacity/trial.ts';
import type { History } from '../../check.ts';
import { type MeasuredLoad, measuredLoads } from '../measured-load.ts';
import { type JudgedTrial, judgeTrial } from './trial-outcome.ts';

/** A rate that was tried, and what came of it. */
export interface TriedRate extends Trial {
  readonly measured: MeasuredLoad;
  readonly judgement: JudgedTrial;
  readonly used: Pick<InputOf<'trial'>, 'parts' | 'machine'>;
}

/** A search as far as it came, in the stage that it ran in. */
export interface JudgedSearch {
  readonly search: InputOf<'search'>;
  readonly stage: string;
  readonly replicas: Stage['replicas'];
  readonly tried: readonly TriedRate[];
  /** What comes next, by the trials alone. */
  readonly step: Step;
}

/** The searches of a history. The outcome of each trial is judged from its load, now as when the search was made. */
export function searchesOf(history: History): JudgedSearch[] {
  const loads = measuredLoads(history);
  const trials = operationsNamed(history.operations, 'trial');
  return operationsNamed(history.operations, 'search').map(({ stage, input: search }) => {
    const tried = trials
      .filter((trial) => trial.stage === stage)
      .flatMap(({ input }) =>
        triedOf(
          input,
          loads.find((one) => isOf(one, stage, input.load)),
        ),
      );
    const { replicas = [] } = history.stages.find((one) => one.stage === stage) ?? {};
    return { search, stage, replicas, tried, step: nextStep(tried, search) };
  });
}

const isOf = ({ stage, load }: MeasuredLoad, ofStage: string, name: string): boolean =>
  stage === ofStage && load.load === name;

function triedOf(
  { ratePerSecond, purpose, tookMs, parts, machine }: InputOf<'trial'>,
  measured: MeasuredLoad | undefined,
): TriedRate[] {
  if (measured === undefined) return [];
  const judgement = judgeTrial(measured);
  const { outcome } = judgement;
  return [{ ratePerSecond, purpose, tookMs, outcome, measured, judgement, used: { parts, machine } }];
}
