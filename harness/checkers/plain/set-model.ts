import type { RecordedOperation } from '../../history/recorded.ts';
import type { Judging, Model } from '../model.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import { type Judgement, verdictOf } from '../verdict.ts';
import { ElementTable } from './element-table.ts';
import { findingsIn, named, violationsOf, type Wording } from './finding.ts';
import { decideGrowOnlySet, type SetClash } from './grow-only-set.ts';
import { scalarOf, shown } from './scalar.ts';
import { setEvidence } from './set-evidence.ts';
import { sightingsOf } from './sighting.ts';
import { membersOf, type SetRead } from './set-history.ts';

/**
 * A set that only grows: `add` (input: the element, any JSON scalar) and `read` (output: an array of all elements as they
 * were read, repetitions kept); a key is a set.
 */
export const growOnlySet = (): Model => ({
  name: 'set',
  claim: 'Each key is one set: every read shows each element added before it, once (linearizable).',
  begin,
});

/** One set while its history is read. */
interface Gathered {
  readonly elements: ElementTable;
  readonly reads: SetRead[];
}

function begin(): Judging {
  const sets = new Map<string, Gathered>();
  return {
    take: (op) => {
      if (op.f === 'add') noteAdd(setOf(sets, op.key), op);
      else if (op.f !== 'read') passOver(op, 'add and read');
      else if (op.outcome === 'ok') noteRead(setOf(sets, op.key), op);
    },
    conclude: () => judge(sets),
  };
}

function setOf(sets: Map<string, Gathered>, key: string): Gathered {
  const known = sets.get(key);
  if (known) return known;
  const gathered = { elements: new ElementTable(), reads: [] };
  sets.set(key, gathered);
  return gathered;
}

function noteAdd({ elements }: Gathered, op: RecordedOperation): void {
  const value = scalarOf(op, op.input, 'the element to add');
  const { index, invokedNs, outcome, replica } = op;
  if (outcome === 'fail') return elements.noteFailure(value, index);
  const completedNs = outcome === 'ok' ? op.completedNs : Infinity;
  elements.noteAdd(value, { index, invokedNs, completedNs, replica });
}

function noteRead({ elements, reads }: Gathered, op: RecordedOperation): void {
  if (!Array.isArray(op.output)) throw wrongValue(op, 'an array of the elements it read');
  const values: readonly unknown[] = op.output;
  const positions = new Int32Array(values.length);
  for (let at = 0; at < values.length; at += 1)
    positions[at] = elements.positionOf(scalarOf(op, values[at], 'each element it read'));
  const { index, invokedNs, completedNs, replica } = op;
  reads.push({ index, invokedNs, completedNs, replica, ...membersOf(positions) });
}

function judge(sets: ReadonlyMap<string, Gathered>): Judgement {
  const parts = new Map([...sets].map(([key, set]) => [key, { set, sightings: sightingsOf(set) }]));
  const findings = findingsIn(parts, ({ set, sightings }) => decideGrowOnlySet(set, sightings));
  const reads = [...sets.values()].reduce((sum, set) => sum + set.reads.length, 0);
  const { summary, evidence } = setEvidence([...parts.values()].map(({ sightings }) => sightings));
  return {
    verdict: verdictOf(violationsOf(findings, word), reads, 'no read was answered'),
    summary: `${reads} reads of ${sets.size} sets: ${summary}`,
    evidence: [evidence],
  };
}

function word({ anomaly, element, read, times, rival }: SetClash): Wording {
  const value = shown(element.value);
  const by = `operation ${read.index}${named(read.replica)}`;
  switch (anomaly) {
    case 'duplicate':
      return {
        message: `${by} read ${value} ${times} times, and it was added ${element.attempts} times`,
        cause: 'an add was applied again when it was retried or replayed',
      };
    case 'phantom':
      return element.failed === null
        ? {
            message: `${by} read ${value}, which nobody added`,
            cause: 'the element is corrupt, or of another key',
          }
        : {
            message: `${by} read ${value}, whose add definitely failed`,
            cause: 'an add was refused after it had taken effect',
          };
    case 'read-before-add':
      return {
        message: `${by} read ${value} before its add began`,
        cause: 'the element was not new to the system, or the times of the history are of several clocks',
      };
    case 'lost':
      return {
        message: `${by} lacks ${value}, which was there before it began, and no later read shows it`,
        cause: 'the add was acknowledged before it was safe, and a failover or an overwrite dropped it',
      };
    case 'stale-read':
      return rival
        ? {
            message: `${by} lacks ${value}, but shows ${shown(rival.value)}, whose add began after ${value} was acknowledged`,
            cause: 'adds reach the replica in another order than they were acknowledged in',
          }
        : {
            message: `${by} lacks ${value}, which was there before it began, and is shown again later`,
            cause: 'the replica answered from a copy (a cache, a lagging follower) that had not seen the add',
          };
    case 'flip-flop':
      return {
        message: `${by} lacks ${value}, which a concurrent read shows that lacks another element`,
        cause: 'replicas apply adds in different orders',
      };
  }
}
