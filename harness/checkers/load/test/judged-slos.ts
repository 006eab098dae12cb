import type { AnyOperation } from '../../../history/operation.ts';
import type { Judgement } from '../../verdict.ts';
import { sloHolds } from '../slo-holds.ts';
import { began, historyOf, steady } from './load-story.ts';

type Told = AnyOperation | readonly AnyOperation[];

/** A load that keeps every objective but a strict one. */
export const ALL_WELL = [began(), ...steady()];

/** What is said of the objectives, parted by spaces, under the loads told of. */
export const judge = (slos: string, ...told: readonly Told[]): Judgement =>
  sloHolds().judge(historyOf(...told.flat().map((op) => keeping(slos.split(' ').filter(Boolean), op))));

/** The load with these objectives. */
const keeping = (slos: string[], op: AnyOperation): AnyOperation =>
  op.f === 'load' ? { ...op, input: { ...op.input, slos } } : op;

export const verdictOn = (slos: string, ...told: readonly Told[]) => judge(slos, ...told).verdict;

export const statusOf = (slos: string, ...told: readonly Told[]) => verdictOn(slos, ...told).status;

/** Why it is unknown; the verdict when it is not. */
export function reasonOf(slos: string, ...told: readonly Told[]) {
  const verdict = verdictOn(slos, ...told);
  return verdict.status === 'unknown' ? verdict.reason : verdict;
}

/** The first violation; the verdict when there is none. */
export function violationOf(slos: string, ...told: readonly Told[]) {
  const verdict = verdictOn(slos, ...told);
  return verdict.status === 'invalid' ? verdict.violations[0] : verdict;
}

/** The rows of a table of the evidence, each by its columns. */
export function tableOf({ evidence }: Judgement, title: RegExp) {
  const table = evidence.find((one) => title.test(one.title));
  if (table?.kind !== 'table') throw new Error('no such table');
  return table.rows.map((row) => Object.fromEntries(row.map((cell, at) => [table.columns[at], cell])));
}
