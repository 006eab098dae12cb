import type { SessionAction } from './session-specification.ts';
import type { Call } from '../linearizability/specification.ts';
import type { SessionHistory } from './session-history.ts';

/** A session's operations as the search sees them. */
export function sessionCalls({ puts, gets, conflicts }: SessionHistory): Call<SessionAction>[] {
  const put = { f: 'put' } as const;
  return [
    ...puts.map(({ index, state, ifVersion, version, invokedNs, completedNs }) => ({
      index,
      invokedNs,
      completedNs: completedNs ?? Infinity,
      action: { ...put, value: state, ifVersion, answer: version },
    })),
    ...gets.map(({ index, state, version, invokedNs, completedNs }) => ({
      index,
      invokedNs,
      completedNs,
      action: { f: 'get', answer: { version, value: state } } as const,
    })),
    ...conflicts.map(({ index, ifVersion, invokedNs, completedNs }) => ({
      index,
      invokedNs,
      completedNs,
      // What would have been written does not matter.
      action: { ...put, value: '', ifVersion, answer: 'conflict' } as const,
    })),
  ];
}
