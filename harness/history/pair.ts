import { z } from 'zod';
import type { HistoryEvent } from './event.ts';
import type { AnyOperation } from './operation.ts';
import { vocabulary } from './vocabulary.ts';

/** A history that is not one: the message says where and why. */
export class HistoryDefect extends Error {}

/** Why an operation has no end: the history stops before it. */
export const NEVER_COMPLETED = 'never completed';

/** An invocation and how it ended; null when it never did, the same event for an observation. */
interface Pair {
  readonly invoked: HistoryEvent;
  completed: HistoryEvent | null;
}

/**
 * Makes operations of events, in order of invocation. An invocation that never completed is `info` (the harness
 * died, or the run ended first); a completion without an invocation is an observation.
 */
export function pairEvents(events: Iterable<HistoryEvent>): AnyOperation[] {
  const pairs: Pair[] = [];
  const open = new Map<number, Pair>();
  let lastNs = 0;
  for (const event of events) {
    lastNs = event.tNs;
    const pending = open.get(event.process);
    if (event.type === 'invoke') {
      if (pending)
        throw new HistoryDefect(`process ${event.process} invoked ${event.f} during ${pending.invoked.f}`);
      const pair = { invoked: event, completed: null };
      open.set(event.process, pair);
      pairs.push(pair);
    } else if (pending?.invoked.f === event.f) {
      pending.completed = event;
      open.delete(event.process);
    } else {
      pairs.push({ invoked: event, completed: event });
    }
  }
  return pairs.map((pair, index) => toOperation(index, pair, lastNs));
}

function toOperation(index: number, { invoked, completed }: Pair, lastNs: number): AnyOperation {
  const answer = completed ?? { ...invoked, tNs: lastNs, type: 'info', reason: NEVER_COMPLETED };
  const observed = invoked === completed;
  const parsed = anyOperation.safeParse({
    ...answer,
    index,
    process: invoked.process,
    f: invoked.f,
    key: invoked.key,
    stage: invoked.stage,
    route: invoked.route,
    input: invoked.value,
    invokedNs: invoked.tNs,
    completedNs: answer.tNs,
    outcome: answer.type,
    output: observed || completed === null ? null : answer.value,
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HistoryDefect(`operation ${index} (${invoked.f}): ${issue?.path.join('.')} ${issue?.message}`);
}

const common = {
  index: z.number(),
  process: z.number(),
  key: z.string(),
  stage: z.string(),
  route: z.string(),
  invokedNs: z.number(),
  completedNs: z.number(),
  outcome: z.enum(['ok', 'fail', 'info']),
  status: z.number().nullable(),
  code: z.string().nullable(),
  replica: z.string().nullable(),
  upstream: z.string().nullable(),
  reason: z.string().nullable(),
  problems: z.array(z.string()),
};

const { cluster, login, refresh, me, kick, logout, limited, publish, stream, event } = vocabulary;
const { forged, health, fault, heal, hiccup } = vocabulary;
const read = vocabulary['session-read'];
const write = vocabulary['session-write'];
const scan = vocabulary['log-scan'];
const idle = vocabulary['idle-connection'];
const end = vocabulary['stream-end'];
const alert = vocabulary['proxy-alert'];
const { load, search, trial } = vocabulary;
const latency = vocabulary['load-latency'];
const offer = vocabulary['load-offer'];
const failure = vocabulary['load-failure'];
const stop = vocabulary['load-stop'];
const { feed } = vocabulary;
const fetch = vocabulary['feed-fetch'];

const anyOperation = z.discriminatedUnion('f', [
  z.object({ ...common, f: z.literal('cluster'), input: cluster.input, output: cluster.output.nullable() }),
  z.object({ ...common, f: z.literal('proxy-alert'), input: alert.input, output: alert.output.nullable() }),
  z.object({ ...common, f: z.literal('hiccup'), input: hiccup.input, output: hiccup.output.nullable() }),
  z.object({ ...common, f: z.literal('login'), input: login.input, output: login.output.nullable() }),
  z.object({ ...common, f: z.literal('refresh'), input: refresh.input, output: refresh.output.nullable() }),
  z.object({ ...common, f: z.literal('me'), input: me.input, output: me.output.nullable() }),
  z.object({ ...common, f: z.literal('kick'), input: kick.input, output: kick.output.nullable() }),
  z.object({ ...common, f: z.literal('logout'), input: logout.input, output: logout.output.nullable() }),
  z.object({ ...common, f: z.literal('limited'), input: limited.input, output: limited.output.nullable() }),
  z.object({ ...common, f: z.literal('forged'), input: forged.input, output: forged.output.nullable() }),
  z.object({ ...common, f: z.literal('session-read'), input: read.input, output: read.output.nullable() }),
  z.object({ ...common, f: z.literal('session-write'), input: write.input, output: write.output.nullable() }),
  z.object({ ...common, f: z.literal('health'), input: health.input, output: health.output.nullable() }),
  z.object({ ...common, f: z.literal('fault'), input: fault.input, output: fault.output.nullable() }),
  z.object({ ...common, f: z.literal('heal'), input: heal.input, output: heal.output.nullable() }),
  z.object({ ...common, f: z.literal('idle-connection'), input: idle.input, output: idle.output.nullable() }),
  z.object({ ...common, f: z.literal('log-scan'), input: scan.input, output: scan.output.nullable() }),
  z.object({ ...common, f: z.literal('publish'), input: publish.input, output: publish.output.nullable() }),
  z.object({ ...common, f: z.literal('stream'), input: stream.input, output: stream.output.nullable() }),
  z.object({ ...common, f: z.literal('event'), input: event.input, output: event.output.nullable() }),
  z.object({ ...common, f: z.literal('stream-end'), input: end.input, output: end.output.nullable() }),
  z.object({ ...common, f: z.literal('feed'), input: feed.input, output: feed.output.nullable() }),
  z.object({ ...common, f: z.literal('feed-fetch'), input: fetch.input, output: fetch.output.nullable() }),
  z.object({ ...common, f: z.literal('load'), input: load.input, output: load.output.nullable() }),
  z.object({
    ...common,
    f: z.literal('load-latency'),
    input: latency.input,
    output: latency.output.nullable(),
  }),
  z.object({ ...common, f: z.literal('load-offer'), input: offer.input, output: offer.output.nullable() }),
  z.object({
    ...common,
    f: z.literal('load-failure'),
    input: failure.input,
    output: failure.output.nullable(),
  }),
  z.object({ ...common, f: z.literal('load-stop'), input: stop.input, output: stop.output.nullable() }),
  z.object({ ...common, f: z.literal('search'), input: search.input, output: search.output.nullable() }),
  z.object({ ...common, f: z.literal('trial'), input: trial.input, output: trial.output.nullable() }),
]);
