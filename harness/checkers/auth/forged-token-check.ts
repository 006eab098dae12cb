import { isAccepted, isRefused, type Operation, operationsNamed } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import type { Check, History } from '../check.ts';
import { answererOf } from '../answerer.ts';
import type { Cell, Evidence, Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { causeOfAcceptance, whatWasForged } from './forgeries.ts';
import { counted, named } from '../phrases.ts';

/** One call with a token that has to be refused, and who answered it. */
interface Trial {
  readonly op: Operation<'forged'>;
  readonly stage: Stage;
  readonly replica: string | null;
  readonly credential: string;
  readonly end: 'refused' | 'accepted' | 'wrong-status';
}

/** A token with any one defect is refused with 401 on every replica, where the genuine one is accepted. */
export function forgedTokensAreRefused(): Check {
  return {
    name: 'forged-tokens-are-refused',
    claim: 'Every replica refuses a token with any one defect, and accepts the genuine one before and after.',
    judge,
  };
}

function judge(history: History): Judgement {
  const trials = trialsOf(history);
  const violations = [...acceptances(trials), ...wrongStatuses(trials)];
  const refused = trials.filter(({ end }) => end === 'refused').length;
  const kinds = new Set(trials.map(({ credential }) => credential)).size;
  return conclude({
    violations,
    gaps: trials.length === 0 ? [] : gapsOf(history, trials),
    examined: trials.length,
    summary:
      trials.length === 0
        ? 'no forged token was tried'
        : `${refused} of ${counted(trials.length, 'call')} with ${counted(kinds, 'kind')} of forged tokens refused with 401`,
    evidence: trials.length === 0 ? [] : [trialMatrix(history, trials)],
  });
}

function trialsOf({ operations, stages }: History): Trial[] {
  const byName = new Map(stages.map((stage) => [stage.stage, stage]));
  return operationsNamed(operations, 'forged').flatMap((op) => {
    const stage = byName.get(op.stage);
    // An error of the proxy says nothing of the token.
    if (!stage || op.status === null || (op.outcome !== 'ok' && op.replica === null)) return [];
    const wrong = isRefused(op) ? 'refused' : 'wrong-status';
    const end = isAccepted(op) ? 'accepted' : wrong;
    return [{ op, stage, end, replica: answererOf(op, stage), credential: op.input.credential }];
  });
}

/** One finding for each thing that is not checked. */
function acceptances(trials: readonly Trial[]): Violation[] {
  const accepted = trials.filter(({ end }) => end === 'accepted');
  const credentials = new Set(accepted.map(({ credential }) => credential));
  const causeOf = ({ credential }: Trial): string | null => causeOfAcceptance(credential, credentials);
  const byCause = Map.groupBy(accepted, (trial) => causeOf(trial) ?? trial.credential);
  return [...byCause.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const kinds = [...new Set(group.map(({ credential }) => credential))];
    const tried = trials.filter(({ credential }) => kinds.includes(credential));
    const replicas = replicasOf(group);
    const more = kinds.length > 1 ? ` and ${counted(kinds.length - 1, 'more kind')} like it` : '';
    return [
      {
        anomaly: 'forged-token-accepted',
        message: `${named(replicas)} accepted ${whatWasForged(first.credential)}${more} (${group.length} of ${counted(tried.length, 'call')}).`,
        operations: group.slice(0, 3).map(({ op }) => op.index),
        culprits: replicas,
        cause: causeOf(first) ?? 'this part of the token is not checked',
      },
    ];
  });
}

/** One finding for each wrong answer: an error is no refusal. */
function wrongStatuses(trials: readonly Trial[]): Violation[] {
  const wrong = trials.filter(({ end }) => end === 'wrong-status');
  return [...Map.groupBy(wrong, ({ op }) => op.status).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const replicas = replicasOf(group);
    return [
      {
        anomaly: 'wrong-status',
        message: `${named(replicas)} answered ${first.op.status} instead of 401 to ${whatWasForged(first.credential)} (${counted(group.length, 'call')}).`,
        operations: group.slice(0, 3).map(({ op }) => op.index),
        culprits: replicas,
        cause: 'an error of the token check is not answered as a refusal',
      },
    ];
  });
}

const replicasOf = (trials: readonly Trial[]): string[] =>
  [...new Set(trials.flatMap(({ replica }) => replica ?? []))].sort();

/** Every replica has to have judged every defect, and to have accepted a genuine token before and after. */
function gapsOf({ operations, stages }: History, trials: readonly Trial[]): string[] {
  const genuine = operationsNamed(operations, 'me').filter(isAccepted);
  return stages.flatMap((stage) => {
    const here = trials.filter((trial) => trial.stage === stage);
    if (here.length === 0) return [];
    const kinds = new Set(here.map(({ credential }) => credential));
    return stage.replicas.flatMap(({ name }) => {
      const own = here.filter(({ replica }) => replica === name);
      const untried = [...kinds].find((kind) => !own.some(({ credential }) => credential === kind));
      if (untried !== undefined) return [`${name} was never asked with ${whatWasForged(untried)}`];
      const firstNs = own.reduce((least, { op }) => Math.min(least, op.invokedNs), Infinity);
      const lastNs = own.reduce((most, { op }) => Math.max(most, op.completedNs), -Infinity);
      const controls = genuine.filter((op) => op.stage === stage.stage && answererOf(op, stage) === name);
      const isFramed =
        controls.some(({ completedNs }) => completedNs <= firstNs) &&
        controls.some(({ invokedNs }) => invokedNs >= lastNs);
      return isFramed ? [] : [`${name} did not accept a genuine token before and after the forged ones`];
    });
  });
}

function trialMatrix({ stages }: History, trials: readonly Trial[]): Evidence {
  const kinds = [...new Set(trials.map(({ credential }) => credential))];
  const names = [...new Set(stages.flatMap(({ replicas }) => replicas.map(({ name }) => name)))];
  return {
    kind: 'matrix',
    title: 'What each replica answers to forged tokens',
    rowsLabel: 'token',
    columnsLabel: 'replica',
    rows: kinds,
    columns: names,
    cells: kinds.map((kind) =>
      names.map((name) =>
        cellOf(trials.filter(({ credential, replica }) => credential === kind && replica === name)),
      ),
    ),
  };
}

function cellOf(trials: readonly Trial[]): Cell {
  const first = trials.find(({ end }) => end !== 'refused') ?? trials[0];
  if (!first) return { text: '–', tone: 'neutral' };
  return { text: String(first.op.status), tone: first.end === 'refused' ? 'good' : 'bad' };
}
