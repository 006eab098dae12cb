import * as fc from 'fast-check';
import { HistoryDefect } from '../../../history/pair.ts';
import type { RecordedOperation } from '../../../history/recorded.ts';
import { isLinearizable } from '../../linearizability/linearizability.ts';
import type { Call, Specification } from '../../linearizability/specification.ts';
import { bruteForce } from '../../linearizability/test/brute-force.ts';
import type { Model } from '../../model.ts';
import type { Judgement } from '../../verdict.ts';

/** One operation of a recorded history, without what its place in the history says. */
export type Line = Omit<RecordedOperation, 'index'>;

/** A line from its beginning to its end; an ok on no key by replica `b-1` unless said otherwise. */
export const line = (
  f: string,
  [invokedNs, completedNs]: readonly [number, number],
  more: Partial<Line>,
): Line => ({
  process: 1,
  f,
  key: '',
  input: null,
  output: null,
  outcome: 'ok',
  replica: 'b-1',
  ...more,
  invokedNs,
  completedNs,
});

/** Lines in order of invocation, numbered. */
export const recorded = (lines: readonly Line[]): RecordedOperation[] =>
  lines.toSorted((a, b) => a.invokedNs - b.invokedNs).map((op, index) => ({ ...op, index }));

/** What a model says of the lines. */
export function judge(model: Model, lines: readonly Line[]): Judgement {
  const judging = model.begin();
  for (const op of recorded(lines)) judging.take(op);
  return judging.conclude({ isOver: () => false, memoryBytes: Infinity });
}

/** What the violations are, in short: anomaly, operations, culprits. */
export function told(
  model: Model,
  lines: readonly Line[],
): (readonly [string, readonly number[], readonly string[]])[] {
  const { verdict } = judge(model, lines);
  if (verdict.status !== 'invalid') return [];
  return verdict.violations.map(({ anomaly, operations, culprits }) => [anomaly, operations, culprits]);
}

/** The calls a search sees: no failed operation, no read without an answer. */
export function callsOf<Action>(
  lines: readonly Line[],
  toAction: (op: RecordedOperation) => Action,
): Call<Action>[] {
  return recorded(lines)
    .filter(({ f, outcome }) => outcome === 'ok' || (outcome === 'info' && f !== 'read'))
    .map((op) => ({
      index: op.index,
      invokedNs: op.invokedNs,
      completedNs: op.outcome === 'ok' ? op.completedNs : Infinity,
      action: toAction(op),
    }));
}

/** Whether one object can have answered, by the search and by its definition, which must agree. */
export function isPossible<State, Action>(
  specification: Specification<State, Action>,
  calls: readonly Call<Action>[],
): boolean {
  const byDefinition = bruteForce(specification, calls);
  if (isLinearizable(specification, calls) !== byDefinition)
    throw new Error(`the search does not agree with the definition, which says ${byDefinition}`);
  return byDefinition;
}

/** Begin and end in few small instants, so that they often touch. */
export const span: fc.Arbitrary<readonly [number, number]> = fc
  .tuple(fc.nat({ max: 12 }), fc.nat({ max: 5 }))
  .map(([begin, length]) => [begin, begin + length] as const);

/** Mostly ok. */
export const outcome = fc.constantFrom(
  'ok' as const,
  'ok' as const,
  'ok' as const,
  'info' as const,
  'fail' as const,
);

/** An operation of a system that works: asked for, and carried out one after the other somewhere in its span. */
export interface Deed {
  readonly f: string;
  readonly slackNs: readonly [number, number];
  readonly outcome: 'ok' | 'info' | 'fail';
  /** Whether an info was carried out all the same. */
  readonly isDone: boolean;
  readonly replica: string;
}

/** What clients ask for, in the order in which it is carried out. */
export const deeds = (...fs: readonly string[]): fc.Arbitrary<Deed[]> =>
  fc.array(
    fc.record({
      f: fc.constantFrom(...fs),
      slackNs: fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })),
      outcome,
      isDone: fc.boolean(),
      replica: fc.constantFrom('b-1', 'b-2', 'b-3'),
    }),
    { minLength: 1, maxLength: 40 },
  );

/** Deeds that all succeed, each over before the next begins, so that it is known what any change of them breaks. */
export const inTurn = (all: readonly Deed[]): Deed[] =>
  all.map((deed) => ({ ...deed, outcome: 'ok', slackNs: [1, 2] }));

/** Where these operations follow each other; -1 if nowhere. */
export const positionOf = (lines: readonly Line[], ...fs: readonly string[]): number =>
  lines.findIndex((_, at) => fs.every((f, after) => lines[at + after]?.f === f));

/** The lines with the answers of two of them exchanged. */
export function swapped(lines: readonly Line[], a: number, b: number): Line[] {
  const [one, other] = [lines[a]!, lines[b]!];
  return lines.with(a, { ...one, output: other.output }).with(b, { ...other, output: one.output });
}

/** Carries deeds out on one object, ten apart: `act` gives input and output, and changes the object if it may. */
export function carryOut(
  all: readonly Deed[],
  act: (deed: Deed, position: number, mayChange: boolean) => Pick<Line, 'input' | 'output'>,
): Line[] {
  return all.map((deed, position) => {
    const atNs = 100 + position * 10;
    const mayChange = deed.outcome === 'ok' || (deed.outcome === 'info' && deed.isDone);
    const [before, after] = deed.slackNs;
    return line(deed.f, [atNs - before, atNs + after], {
      ...act(deed, position, mayChange),
      outcome: deed.outcome,
      replica: deed.replica,
    });
  });
}

/** Looks at what working systems did: longer histories than those of a comparison, so fewer. */
export function onWorks(works: fc.Arbitrary<Line[]>, look: (lines: Line[]) => void): void {
  fc.assert(fc.property(works, look), { numRuns: 500 });
}

/** The words with which a model refuses the lines. */
export function defectOf(model: Model, ...lines: readonly Line[]): string {
  try {
    judge(model, lines);
  } catch (error) {
    if (error instanceof HistoryDefect) return error.message;
    throw error;
  }
  return 'none';
}
