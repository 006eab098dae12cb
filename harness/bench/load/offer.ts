/** One load in a process of its own, so that all of its processor time can be told: prints one line of JSON. */
import { Buffer } from 'node:buffer';
import { parseArgs } from 'node:util';
import { constant, phasesOf } from '../../load/arrivals/profile.ts';
import { mergeBuckets, quantileUs } from '../../load/buckets.ts';
import { decodeBuckets } from '../../load/decode-buckets.ts';
import type { LatencySlice, LoadSecond } from '../../load/engine/load-second.ts';
import { runLoad } from '../../load/engine/run-load.ts';
import type { Pace } from '../../load/engine/thread-plan.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    threads: { type: 'string', default: '1' },
    rate: { type: 'string' },
    holds: { type: 'string' },
    token: { type: 'string', default: '' },
  },
});
const durationMs = Number(values.seconds) * 1000;
const pace: Pace =
  values.rate === undefined
    ? { kind: 'closed', by: 'lockstep', durationMs }
    : {
        kind: 'open',
        schedule: { phases: phasesOf(constant(Number(values.rate)), durationMs), spacing: 'even' },
      };
const request = `GET / HTTP/1.1\r\nhost: 127.0.0.1:${values.port}\r\nauthorization: Bearer ${values.token}\r\n\r\n`;
const holds = values.holds === undefined ? null : Buffer.from(values.holds);
const seconds: LoadSecond[] = [];
const load = runLoad(
  {
    target: { host: '127.0.0.1', port: Number(values.port), isTls: false },
    calls: [
      {
        operation: 'get',
        method: 'GET',
        weight: 1,
        requests: [Buffer.from(request)],
        expectations: [{ statuses: [200], holds, fields: [] }],
      },
    ],
    users: 1,
    pace,
    seed: '7f3a91',
    connections: Number(values.connections),
    threads: Number(values.threads),
    timeoutMs: 20_000,
    maxWaitMs: 20_000,
    attribution: { header: 'x-instance-id', replicas: ['b-1'] },
  },
  { onSecond: (second) => seconds.push(second), onFailure: () => undefined },
);
await load.ended;

const sum = (of: (second: LoadSecond) => number): number =>
  seconds.reduce((total, second) => total + of(second), 0);
const slices = seconds.flatMap(({ latencies }) => latencies);
const msOf = (of: (slice: LatencySlice) => string, share: number): number =>
  (quantileUs(mergeBuckets(slices.flatMap((slice) => decodeBuckets(of(slice)) ?? [])), share) ?? NaN) / 1000;
const { user, system } = process.cpuUsage();
const result = {
  due: sum(({ due }) => due),
  answered: sum(({ answered }) => answered),
  right: slices.reduce((total, { right, count }) => (right ? total + count : total), 0),
  cpuUs: user + system,
  fromDueMs: Object.fromEntries(
    [0.5, 0.95, 0.99].map((share) => [share, msOf(({ latency }) => latency, share)]),
  ),
  fromSendingMs: Object.fromEntries(
    [0.5, 0.99].map((share) => [share, msOf(({ service }) => service, share)]),
  ),
  sendLagUsP99: Math.max(...seconds.map(({ sendLagUsP99 }) => sendLagUsP99)),
  memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
