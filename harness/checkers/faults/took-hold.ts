import type { AnyOperation } from '../../history/operation.ts';
import { conclude } from '../conclusion.ts';
import { counted, span } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { disturbancesOf } from './disturbance.ts';
import type { Disturbance } from './disturbance.ts';

/** Every fault was seen to take effect and to be over, with calls before, during and after it; else nothing was learned of it. */
export const faultsTookHold = (): Check => ({
  name: 'faults-took-hold',
  claim: 'Each fault took effect and was healed, and the system was used before, during and after it.',
  judge,
});

/** What the record has of a fault, and of the calls around it. */
interface Around {
  readonly fault: Disturbance;
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

function judge(history: History): Judgement {
  const calls = history.operations.filter((op) => isCall(op));
  const all = disturbancesOf(history).map((fault) => around(fault, calls));
  const gaps = all.length === 0 ? ['no fault was injected'] : all.flatMap(gapsOf);
  const told = all.map(({ fault }) => fault.what).join('; ');
  return conclude({
    violations: [],
    gaps,
    examined: all.length,
    summary: all.length === 0 ? 'no fault was injected' : `${counted(all.length, 'fault')}: ${told}`,
    evidence: all.length === 0 ? [] : [table(all)],
  });
}

/** A request, not an observation. */
const isCall = ({ f, invokedNs, completedNs }: AnyOperation): boolean =>
  f !== 'fault' && f !== 'heal' && completedNs > invokedNs;

function around(fault: Disturbance, calls: readonly AnyOperation[]): Around {
  const here = calls.filter(({ stage }) => stage === fault.stage);
  const { commandedNs, healedNs } = fault;
  const before = here.filter(({ completedNs }) => completedNs < commandedNs).length;
  const after = here.filter(({ invokedNs }) => invokedNs > healedNs).length;
  return { fault, before, during: here.length - before - after, after };
}

function gapsOf({ fault, before, during, after }: Around): string[] {
  const { name, downNs, healIndex, healedNs } = fault;
  if (downNs === Infinity) return [`${name}: it was not seen to take effect`];
  if (healIndex === null) return [`${name}: it was never healed`];
  if (healedNs === Infinity) return [`${name}: it was not seen to be over`];
  const missing = Object.entries({ before, during, after }).flatMap(([when, count]) =>
    count === 0 ? [when] : [],
  );
  return missing.map((when) => `${name}: nothing was asked ${when} it`);
}

const MOST_ROWS = 50;

function table(all: readonly Around[]): Evidence {
  const time = (ns: number): string | null => (ns === Infinity ? null : span(ns));
  return {
    kind: 'table',
    title: 'Faults',
    columns: [
      'stage',
      'fault',
      'took effect after',
      'lasted',
      'heal took',
      'calls before',
      'during',
      'after',
    ],
    rows: all
      .slice(0, MOST_ROWS)
      .map(({ fault: { stage, what, commandedNs, downNs, healingNs, healedNs }, before, during, after }) => [
        stage,
        what,
        time(downNs - commandedNs),
        downNs === Infinity ? null : time(healingNs - downNs),
        healingNs === Infinity ? null : time(healedNs - healingNs),
        before,
        during,
        after,
      ]),
  };
}
