/**
 * Does something for each item, for at most `lanes` at a time, begun in order; the results are in order. When one fails, the
 * others are told by their signal and waited for, then its error is thrown.
 */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  { lanes, signal }: { readonly lanes: number; readonly signal: AbortSignal },
  work: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
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
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  signal.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
