import type { Specification } from '../../linearizability/specification.ts';
import type { Entry } from './recorded-log.ts';

/** Appends an event (its id null where the publisher was told none), or reads the whole log with the ids of its events. */
export type LogAction =
  | { readonly f: 'append'; readonly entry: Entry }
  | { readonly f: 'read'; readonly entries: readonly Entry[]; readonly idsRise: boolean };

/** A log to which entries are appended, each with an id that is told to all or to none; ids rise where `idsRise`. */
export const appendLog: Specification<readonly Entry[], LogAction> = {
  initial: [],
  step: (log, action) => {
    if (action.f === 'append') return [...log, action.entry];
    const { entries, idsRise } = action;
    const agrees = entries.every(
      ({ payload, id }, at) =>
        log[at]?.payload === payload &&
        (log[at].id === null || log[at].id === id) &&
        (!idsRise || at === 0 || Number(entries[at - 1]!.id) < Number(id)),
    );
    return agrees && entries.length === log.length ? entries : undefined;
  },
  // A read may tell ids that nobody was told before.
  isRead: () => false,
  stateKey: (log) => JSON.stringify(log.map(({ payload, id }) => [payload, id])),
  actionKey: (action) => JSON.stringify(action),
};
