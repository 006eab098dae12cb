import type { FeedRecord } from '../../../feed/record.ts';
import type { HistoryEvent } from '../../../history/event.ts';
import { historyEvent } from '../../../history/event.ts';
import { pairEvents } from '../../../history/pair.ts';
import type { History } from '../../check.ts';

/** A record as a history tells it, through JSON: the question, then each fetch at its time. */
export function historyOf(...records: readonly FeedRecord[]): History {
  const events = records.flatMap(({ question, listing, fetches }, stage): HistoryEvent[] => {
    const observed = (f: string, tNs: number, value: unknown): HistoryEvent =>
      historyEvent.parse(
        JSON.parse(JSON.stringify({ tNs, process: 0, type: 'ok', f, value, stage: `s-${stage}` })),
      );
    return [
      observed('feed', 0, { question, listing }),
      ...fetches.map(({ atNs, ...fetch }) => observed('feed-fetch', atNs, fetch)),
    ];
  });
  return { operations: pairEvents(events), stages: [] };
}
