export interface Lanes<Item> {
  /** How many items may be worked on at a time. */
  readonly lanes: number;
  readonly signal?: AbortSignal;
  /** Items that bear no company: their turn comes one by one, when all others are done. */
  readonly isAlone?: (item: Item) => boolean;
}

const NEVER = new AbortController().signal;

/**
 * Does something for each item, for at most `lanes` at a time, begun in order; the results are in order. When one fails, the
 * others are told by their signal and waited for, then its error is thrown.
 */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  { lanes, signal = NEVER, isAlone = () => false }: Lanes<Item>,
  work: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const results: Result[] = [];
  const all = [...items.entries()];
  const [company, alone] = [false, true].map((wanted) => all.filter(([, item]) => isAlone(item) === wanted));
  const lane = async (queue: Iterable<[number, Item]>): Promise<void> => {
    for (const [index, item] of queue) {
      if (either.aborted) return;
      try {
        results[index] = await work(item, index, either);
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }
  };
  const shared = (company ?? []).values();
  const ended = await Promise.allSettled(Array.from({ length: lanes }, () => lane(shared)));
  if (!failed.signal.aborted) ended.push(...(await Promise.allSettled([lane(alone ?? [])])));
  signal.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
