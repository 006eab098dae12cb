import type { AnyOperation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { msToNs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import { readLedger } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import type { History } from '../check.ts';
import { nearestRank } from '../columns/quantile.ts';
import { cutsOff, cutsOffAll, disturbancesOf } from '../faults/disturbance.ts';
import type { Disturbance } from '../faults/disturbance.ts';
import { excusesOf, RECOVERY_MS } from '../faults/excuses.ts';
import { ANSWER_NS, liveness, outageCalls } from './outage-calls.ts';
import type { OutageCall } from './outage-calls.ts';

/** The outages of one replica of one stage, and what it was asked; of nobody (null): answers that do not say whose they are. */
export interface OutageScope {
  readonly stage: Stage;
  readonly replica: string | null;
  readonly windows: readonly Disturbance[];
  readonly calls: readonly OutageCall[];
  /** How long answers take that need no Redis, but for one in twenty: so slow are the rig and the machine. */
  readonly slackNs: RunNs;
  /** Whether that is so long that it tells nothing. */
  readonly isRigSlow: boolean;
}

/** Parts a history by replica; a replica that was never without Redis is not among them. */
export function outageScopes(history: History): OutageScope[] {
  const ledger = readLedger(history);
  const isLive = liveness(ledger, readLives(ledger));
  const { mayBeAway } = excusesOf(history);
  const all = disturbancesOf(history);
  return history.stages.flatMap((stage): OutageScope[] => {
    const faults = all.filter((fault) => fault.stage === stage.stage).map(knownDown);
    if (faults.length === 0) return [];
    const reachable = history.operations.filter((op) => op.stage === stage.stage && !mayBeAway(op));
    const slackNs = usualWithoutRedis(reachable, faults);
    const isRigSlow = slackNs > ANSWER_NS;
    const calls = outageCalls(history.operations, { stage, slackNs, isLive }).filter(
      // What another fault explains says nothing of Redis.
      ({ op, kind }) => kind === 'accepted' || kind === 'unauthorized' || !mayBeAway(op),
    );
    const names = [...stage.replicas.map(({ name }) => name), null];
    return names.flatMap((replica) => {
      const windows = faults.filter((one) => (replica === null ? cutsOffAll(one) : cutsOff(one, replica)));
      if (windows.length === 0) return [];
      const own = calls.filter((call) => call.replica === replica);
      const timed = own.map((call) => sinceDown(call, windows));
      return [{ stage, replica, windows, calls: timed, slackNs, isRigSlow }];
    });
  });
}

/** After a failover nobody knows from when on there is a new master. */
const knownDown = (fault: Disturbance): Disturbance =>
  fault.kind === 'failover' ? { ...fault, downNs: Infinity } : fault;

/** A call that was in flight when Redis went, and had no answer for as long as one may take from then on, hangs too. */
function sinceDown(call: OutageCall, windows: readonly Disturbance[]): OutageCall {
  const { boundNs } = call;
  const window = windows.find(
    ({ commandedNs, downNs }) => call.invokedNs >= commandedNs && call.invokedNs <= downNs,
  );
  if (!window || call.op.completedNs <= window.downNs + 1 + boundNs) return call;
  return {
    ...call,
    kind: 'hang',
    invokedNs: window.downNs + 1,
    completedNs: window.downNs + 1 + boundNs,
  };
}

/** One that stood still says nothing of all others: those that were in flight beside it are given its time. */
const USUAL = 0.95;

/** How long answers took that need no Redis, around the outages; without any, all answers before the first fault. */
function usualWithoutRedis(operations: readonly AnyOperation[], faults: readonly Disturbance[]): RunNs {
  const answered = operations.filter(({ status }) => status !== null);
  const outages = faults.filter((one) => cutsOffAll(one) || one.targets.some((name) => cutsOff(one, name)));
  const controls = answered.filter(
    (op) => isPlainHealth(op) && outages.some((one) => isAround(one, op.invokedNs, op.completedNs)),
  );
  const firstNs = Math.min(...faults.map(({ commandedNs }) => commandedNs));
  const asked = controls.length > 0 ? controls : answered.filter(({ completedNs }) => completedNs < firstNs);
  return (
    nearestRank(
      asked.map(({ invokedNs, completedNs }) => completedNs - invokedNs),
      USUAL,
    ) ?? 0
  );
}

const isAround = ({ commandedNs, healedNs }: Disturbance, fromNs: RunNs, toNs: RunNs): boolean =>
  toNs >= commandedNs && fromNs <= healedNs + msToNs(RECOVERY_MS);

const isPlainHealth = (op: AnyOperation): boolean => op.f === 'health' && !op.input.ready;
