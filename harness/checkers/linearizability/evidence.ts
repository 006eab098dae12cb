import { NS_PER_MS } from '../../time/clock.ts';
import { shortened } from '../recorded-value.ts';
import type { Evidence } from '../verdict.ts';
import type { SearchedObject, ObservedCall } from './object.ts';
import type { Furthest } from './search.ts';

const ROWS_SHOWN = 50;

/** The calls that are refuted together, in order of their begin. */
export function callTable<State, Action>(
  { tell }: SearchedObject<State, Action>,
  calls: readonly ObservedCall<Action>[],
): Evidence {
  const ordered = calls.toSorted((a, b) => a.invokedNs - b.invokedNs);
  // A history without times counts its lines: thousandths of thousandths would be hard to read.
  const [unit, unitNs] = ordered.every(({ invokedNs }) => invokedNs < NS_PER_MS)
    ? ['ns', 1]
    : ['ms', NS_PER_MS];
  return {
    kind: 'table',
    title: `Operations that cannot all be${truncated(ordered.length)}`,
    columns: ['operation', 'what', `began (${unit})`, `ended (${unit})`, 'replica'],
    rows: ordered
      .slice(0, ROWS_SHOWN)
      .map(({ index, action, invokedNs, completedNs, replica }) => [
        index,
        shortened(tell(action)),
        invokedNs / unitNs,
        completedNs === Infinity ? null : completedNs / unitNs,
        replica,
      ]),
  };
}

/** The end of the longest order that was found, and why nothing can come next. */
export function furthestTable<State, Action>(
  { initial, step, stateKey, tell }: SearchedObject<State, Action>,
  calls: readonly ObservedCall<Action>[],
  { prefix }: Furthest,
): Evidence {
  let state = initial;
  const done = prefix.flatMap((position) => {
    const call = calls[position];
    if (!call) return [];
    state = step(state, call.action) ?? state;
    return [[call.index, shortened(tell(call.action)), shortened(stateKey(state))] as const];
  });
  const inOrder = new Set(prefix.map((position) => calls[position]));
  const left = calls.filter((call) => !inOrder.has(call));
  const firstEndNs = left.reduce((least, { completedNs }) => Math.min(least, completedNs), Infinity);
  const refused = left
    .filter(({ invokedNs }) => invokedNs <= firstEndNs)
    .map(({ index, action }) => {
      const next = step(state, action);
      return [index, shortened(tell(action)), next === undefined ? 'refused' : 'leads nowhere'] as const;
    });
  return {
    kind: 'table',
    title: `The longest order found, and what cannot come next${truncated(done.length)}`,
    columns: ['operation', 'what', 'state after it'],
    rows: [...done.slice(-ROWS_SHOWN), ...refused.slice(0, ROWS_SHOWN)],
  };
}

const truncated = (rows: number): string => (rows > ROWS_SHOWN ? ` (${ROWS_SHOWN} of ${rows} shown)` : '');
