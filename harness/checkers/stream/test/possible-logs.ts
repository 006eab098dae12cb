import type { Call, Entry, Reader } from './recorded-log.ts';

/**
 * Whether some log explains what all readers show, by trying every order of every set of publishes with all the
 * acknowledged ones: it keeps to the real time, its ids rise, and each reader shows a part of it without a break, from the
 * event after its Last-Event-ID on or from somewhere between the begin and the end of its opening.
 */
export function someLogExplains(calls: readonly Call[], readers: readonly Reader[]): boolean {
  const entries = readers.flatMap(({ shows }) => shows);
  const named = calls.map((call): Call => {
    const shown = entries.find(({ payload }) => payload === call.payload);
    return call.outcome === 'ok' ? call : { ...call, id: shown?.id ?? null };
  });
  return logsOf(named).some((log) => readers.every((reader) => isPartOf(log, reader)));
}

const endOf = ({ outcome, completedNs }: Call): number => (outcome === 'ok' ? completedNs : Infinity);

/** All logs in which ids rise; an event whose publisher was told no id has the one that is shown, if any. */
function logsOf(calls: readonly Call[]): Call[][] {
  const orders = (left: readonly Call[]): Call[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((call) => orders(left.filter((one) => one !== call)).map((rest) => [call, ...rest]));
  const infos = calls.filter(({ outcome }) => outcome === 'info');
  const subsets = infos.reduce<Call[][]>(
    (sets, call) => [...sets, ...sets.map((set) => [...set, call])],
    [[]],
  );
  return subsets
    .flatMap((set) => orders(calls.filter((call) => call.outcome === 'ok' || set.includes(call))))
    .filter((log) => log.every((call, at) => log.slice(at + 1).every((later) => mayPrecede(call, later))));
}

const mayPrecede = (call: Call, later: Call): boolean =>
  !(endOf(later) < call.invokedNs) &&
  (call.id === null || later.id === null || Number(call.id) < Number(later.id));

function isPartOf(log: readonly Call[], { openedNs: [fromNs, toNs], lastEventId, shows }: Reader): boolean {
  return [...log, null].some((_, start) => {
    const isStart =
      lastEventId === null
        ? log.slice(0, start).every(({ invokedNs }) => invokedNs <= toNs) &&
          log.slice(start).every((call) => endOf(call) >= fromNs)
        : log[start - 1]?.id === lastEventId;
    return isStart && shows.every((entry, at) => isSame(entry, log[start + at]));
  });
}

const isSame = (entry: Entry, call: Call | undefined): boolean =>
  call !== undefined && entry.payload === call.payload && entry.id === call.id;
