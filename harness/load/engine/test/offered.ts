import { Buffer } from 'node:buffer';
import type { LoadSecond } from '../load-second.ts';
import type { LoadFailure } from '../messages.ts';
import { type RunningLoad, runLoad } from '../run-load.ts';
import type { EnginePlan } from '../thread-plan.ts';

export const USERS = ['u0', 'u1', 'u2'];

/** The request of a user. */
export const requestOf = (user: string): Buffer => Buffer.from(`GET / HTTP/1.1\r\nuser: ${user}\r\n\r\n`);

/** The answer for a user, from b-2. */
export const says = (user: string, more = 'Content-Length: 2\r\n'): string =>
  `HTTP/1.1 200 OK\r\nX-Instance-Id: b-2\r\n${more}\r\n${user}`;

/** A rate for a time, one call as far from the next. */
export const evenly = (perSecond: number, durationMs: number): EnginePlan['pace'] => ({
  kind: 'open',
  schedule: { phases: [{ fromPerSecond: perSecond, toPerSecond: perSecond, durationMs }], spacing: 'even' },
});

/** 200 calls in half a second, each of which is to be answered with its user. */
export const planned = (port: number, changed: Partial<EnginePlan> = {}): EnginePlan => ({
  target: { host: '127.0.0.1', port, isTls: false },
  calls: [
    {
      operation: 'me',
      method: 'GET',
      weight: 1,
      requests: USERS.map(requestOf),
      expectations: USERS.map((user) => ({ statuses: [200], holds: Buffer.from(user), fields: [] })),
    },
  ],
  users: USERS.length,
  pace: evenly(400, 500),
  seed: '7f',
  connections: 4,
  threads: 1,
  timeoutMs: 5000,
  maxWaitMs: 5000,
  attribution: { header: 'x-instance-id', replicas: ['b-1', 'b-2'] },
  ...changed,
});

/** Offers a load to its end, and adds up what came of it. */
export async function offered(plan: EnginePlan, meanwhile: (load: RunningLoad) => void = () => undefined) {
  const seconds: LoadSecond[] = [];
  const failures: LoadFailure[] = [];
  const load = runLoad(plan, {
    onSecond: (second) => seconds.push(second),
    onFailure: (failure) => failures.push(failure),
  });
  meanwhile(load);
  await load.ended;
  const slices = seconds.flatMap(({ latencies }) => latencies);
  const count = (of: (slice: (typeof slices)[number]) => boolean): number =>
    slices.filter(of).reduce((sum, slice) => sum + slice.count, 0);
  const sum = (of: (second: LoadSecond) => number): number =>
    seconds.reduce((all, second) => all + of(second), 0);
  return {
    seconds,
    failures,
    slices,
    due: sum(({ due }) => due),
    missed: sum(({ missed }) => missed),
    right: count(({ right }) => right),
    wrong: count(({ right, answer }) => !right && answer !== 'none'),
    unanswered: count(({ answer }) => answer === 'none'),
  };
}
