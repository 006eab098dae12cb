import { streamModel } from '../../checkers/stream/stream-model.ts';
import { modelCase } from './model-case.ts';
import type { Case } from './recorded-cases.ts';
import type { Moment, Simulation } from './simulated-history.ts';

/** Event logs: how many, with how many streams each, and after how many events a stream is opened again. */
interface Logs {
  readonly keys: number;
  readonly streams: number;
  readonly resumeAfter?: number;
}

/** Event streams of different shapes. */
export const streamCases = (): Case[] => [
  modelCase('stream, 1 key, 99 streams', streamModel, () => logs({ keys: 1, streams: 99 })),
  modelCase('stream, 1 key, 2 streams', streamModel, () => logs({ keys: 1, streams: 2 })),
  modelCase('stream, 2000 keys, 4 streams each', streamModel, () => logs({ keys: 2000, streams: 4 })),
  modelCase('stream, 1 key, 9 streams, resumed', streamModel, () =>
    logs({ keys: 1, streams: 9, resumeAfter: 50 }),
  ),
  modelCase('stream, 1 key, 200,000 streams that show little of 500,000 events', streamModel, deafStreams),
];

/** One log: the id of its last event, and how often each of its streams was opened. */
interface Log {
  readonly key: string;
  lastId: number;
  readonly opened: number[];
}

function logs({ keys, streams, resumeAfter = Infinity }: Logs): Omit<Simulation, 'operations'> {
  const all = Array.from({ length: keys }, (_, at): Log => ({
    key: keys === 1 ? '' : `log-${at}`,
    lastId: 0,
    opened: Array.from({ length: streams }, () => 0),
  }));
  return {
    clients: 8,
    next: (random, place) => {
      const log = all[Math.floor(random() * keys)] ?? { key: '', lastId: 0, opened: [] };
      const payload = `event ${place}`;
      return {
        f: 'publish',
        key: log.key,
        input: payload,
        act: (moment) => publish(log, { payload, resumeAfter }, moment),
      };
    },
  };
}

interface Publishing {
  readonly payload: string;
  readonly resumeAfter: number;
}

/** Every stream shows the event at once; one that was not opened, or showed enough, is opened before. */
function publish(log: Log, { payload, resumeAfter }: Publishing, { observe }: Moment): string {
  const { key, lastId, opened } = log;
  const id = String(lastId + 1);
  for (const [at, times] of opened.entries()) {
    const process = 1000 + at;
    const isDue = times === 0 || lastId >= times * resumeAfter;
    if (isDue) {
      const lastEventId = times === 0 ? null : String(lastId);
      if (times > 0) observe({ f: 'close', key, process, input: { connection: `s-${at}-${times}` } });
      opened[at] = times + 1;
      observe({ f: 'open', key, process, input: { connection: `s-${at}-${times + 1}`, lastEventId } });
    }
    observe({ f: 'event', key, process, input: { connection: `s-${at}-${opened[at]}`, id, payload } });
  }
  log.lastId += 1;
  return id;
}

/** Many streams that are open all the time, and show next to nothing: what they owe is more than can be held. */
function deafStreams(): Omit<Simulation, 'operations'> {
  let [opened, lastId] = [0, 0];
  const key = '';
  return {
    clients: 8,
    next: (_, place) => {
      const payload = `event ${place}`;
      if (opened < 200_000) {
        opened += 1;
        return { f: 'open', key, input: { connection: `s-${opened}` }, act: () => null };
      }
      return {
        f: 'publish',
        key,
        input: payload,
        act: ({ observe }) => {
          lastId += 1;
          const id = String(lastId);
          const connection = `s-${1 + (lastId % opened)}`;
          if (lastId % 5 < 3) observe({ f: 'event', key, process: 1000, input: { connection, id, payload } });
          return id;
        },
      };
    },
  };
}
