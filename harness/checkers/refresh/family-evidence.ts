import { nsToMs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import type { Evidence } from '../verdict.ts';
import { at, readForest } from './family-forest.ts';
import type { FamilyCall, FamilyClash, FamilyHistory } from './family-history.ts';
import { operationsOf, overlapNs, shown } from './family-wording.ts';

const MOST_ROWS = 50;

/** A clash, and what the tokens of its history are called. */
export interface NamedClash {
  readonly clash: FamilyClash;
  readonly names: readonly string[];
}

/** Who clashes with whom, for how long they ran at once (negative: apart), and how far apart they began. */
export function raceEvidence(clashes: readonly NamedClash[]): Evidence {
  return {
    kind: 'table',
    title: 'Uses of refresh tokens that clash',
    columns: ['anomaly', 'token', 'operations', 'replicas', 'overlap in ms', 'race width in ms'],
    rows: clashes.slice(0, MOST_ROWS).map(({ clash: { anomaly, token, wrong, against }, names }) => {
      const together = [...against, wrong];
      const [first] = against;
      return [
        anomaly,
        shown(names, token),
        together.map(({ index }) => index).join(', '),
        together.map(({ replica }) => replica ?? '?').join(', '),
        first ? inMs(overlapNs(first, wrong)) : null,
        first ? inMs(Math.abs(wrong.invokedNs - first.invokedNs)) : null,
      ];
    }),
  };
}

/** The family of a clash, a row a call, in order of time: its tree is in the generations, and the clash is marked. */
export function familyEvidence(history: FamilyHistory, clash: FamilyClash): Evidence {
  const { parent, root, order } = readForest(history);
  const family = at(root, clash.token);
  const generation = new Int32Array(parent.length);
  for (const token of order) generation[token] = (generation[at(parent, token)] ?? -1) + 1;
  const calls: FamilyCall[] = [];
  for (const call of history.calls)
    if (call.token === null || at(root, call.token) === family) calls.push(call);
  calls.sort((a, b) => a.index - b.index);
  const place = calls.findIndex(({ index }) => index === clash.wrong.index);
  const from = Math.max(0, place - MOST_ROWS / 2);
  const marked = operationsOf(clash);
  return {
    kind: 'table',
    title: `The family of refresh token ${shown(history.tokens, clash.token)}`,
    columns: ['generation', 'token', 'operation', 'answer', 'replica', 'begins at ms', 'ends at ms', 'clash'],
    rows: calls
      .slice(from, from + MOST_ROWS)
      .map((call) => [
        call.token === null ? null : at(generation, call.token),
        call.token === null ? 'all' : shown(history.tokens, call.token),
        call.index,
        answerOf(call, history.tokens),
        call.replica,
        inMs(call.invokedNs),
        call.completedNs === Infinity ? null : inMs(call.completedNs),
        marked.includes(call.index) ? clash.anomaly : '',
      ]),
  };
}

function answerOf(call: FamilyCall, names: readonly string[]): string {
  if (call.f !== 'use') return call.f;
  if (call.child === undefined) return 'none';
  return call.child === null ? 'refused' : `got ${shown(names, call.child)}`;
}

const inMs = (ns: RunNs): number => Number(nsToMs(ns).toFixed(3));
