import type { Recorder } from '../../history/recorder.ts';
import { arrivalsIn } from '../../load/arrivals/schedule.ts';
import { wordsOfSchedule } from '../../load/arrivals/schedule-words.ts';
import type { LoadListener } from '../../load/engine/run-load.ts';
import type { LoadCall, Pace } from '../../load/engine/thread-plan.ts';
import type { Secrets } from '../../target/secrets.ts';
import { type LoadPlan, paceOf } from './load-plan.ts';

interface Told {
  readonly recorder: Recorder;
  readonly secrets: Secrets;
  readonly plan: LoadPlan;
  readonly calls: readonly LoadCall[];
}

/** Writes what a load is, and what becomes of it, into the history. */
export function recordingOf({ recorder, secrets, plan, calls }: Told): LoadListener & {
  readonly announce: () => void;
  /** It was stopped before its end: from which second on nothing is to be measured, and why. */
  readonly stopped: (second: number, why: string) => void;
} {
  const { name: load } = plan;
  const route = 'balancer';
  return {
    announce: () => recorder.observe(0, { f: 'load', key: load, route, input: announcementOf(plan) }),
    stopped: (second, why) => {
      if (second * 1000 < plan.durationMs)
        recorder.observe(0, { f: 'load-stop', key: load, route, input: { load, second, why } });
    },
    onSecond: ({ latencies, ...offer }) => {
      recorder.observe(0, { f: 'load-offer', key: load, route, input: { load, ...offer } });
      for (const { replica, ...slice } of latencies) {
        const input = { load, second: offer.second, ...slice };
        recorder.observe(0, { f: 'load-latency', key: slice.operation, route, replica, input });
      }
    },
    onFailure: ({ call, user, what, answer }) => {
      const { operation = '', requests = [] } = calls[call] ?? {};
      const request = Buffer.from(requests[user] ?? []).toString('utf8');
      const input = {
        load,
        operation,
        what: secrets.clean(what),
        request: secrets.clean(request),
        response: secrets.clean(answer),
      };
      recorder.observe(0, { f: 'load-failure', key: operation, route, input });
    },
  };
}

function announcementOf(plan: LoadPlan) {
  const { name, profile, durationMs, warmUpMs, connections, users, threads, mix, slos } = plan;
  const pace = paceOf(plan);
  const phases = pace.kind === 'open' ? pace.schedule.phases : [];
  return {
    load: name,
    arrivals: wordsOfPace(pace),
    closed: pace.kind === 'closed',
    steady: pace.kind === 'closed' || profile.kind === 'constant',
    slos: [...slos],
    offered: Math.round(arrivalsIn(phases)),
    phases: [...phases],
    durationMs,
    warmUpMs,
    connections,
    users,
    threads,
    mix,
  };
}

const wordsOfPace = (pace: Pace): string =>
  pace.kind === 'open'
    ? wordsOfSchedule(pace.schedule)
    : `as fast as they are answered for ${pace.durationMs / 1000} s${pace.by === 'autocannon' ? ', by autocannon' : ''}`;
