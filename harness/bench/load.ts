/**
 * What the load engine costs and how true its figures are, beside other generators where they are installed: one JSON line a
 * case, medians of interleaved runs. `npm run bench:load -- --only cost --runs 5 --seconds 5`. Ten minutes of `--only memory` are
 * left to those who ask.
 */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { z } from 'zod';
import { whole } from '../cli/option-values.ts';
import { given } from './given.ts';
import { type KnownSystem, middleOf, TELLERS, tellOf } from './load/accuracy.ts';
import { interleaved, isThere, measure, median, memoryOf, sendLagUs } from './load/measure.ts';
import { PEERS, type Peer } from './load/peers.ts';
import { startStaticTarget } from './load/static-target.ts';

const CASES = ['cost', 'connections', 'threads', 'memory', 'freeze', 'constant', 'schedule'] as const;
const LONGEST_S = 3600;

const { only, memorySeconds, runs, seconds } = given(
  new Command('bench:load')
    .description('Measures what the load engine costs and how true its figures are.')
    .option(
      '--only <case...>',
      CASES.join(', '),
      CASES.filter((name) => name !== 'memory'),
    )
    .option('--memory-seconds <n>', 'how long the load of `memory` lasts', '600')
    .option('--runs <n>', 'how many interleaved runs of each', '5')
    .option('--seconds <n>', 'how long a run lasts', '5'),
  z.object({
    only: z.array(z.enum(CASES, { error: `must be one of ${CASES.join(', ')}` })),
    memorySeconds: whole(1, LONGEST_S),
    runs: whole(1, 1000),
    seconds: whole(1, LONGEST_S),
  }),
);
const TOKEN = 'x'.repeat(300);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const round = (value: number): number => Number(value.toPrecision(3));

/** LOAD 3.2: answers in 1 ms, and stands still once for 2 s. */
const FREEZE: KnownSystem = {
  server: ['--delay', '1', '--stall-at', '10000', '--stall', '2000'],
  ratePerSecond: 50,
  seconds: 20,
};
const CONSTANT: KnownSystem = { server: ['--delay', '100'], ratePerSecond: 5, seconds: 20 };

await using target = await startStaticTarget();
const task = {
  url: `http://127.0.0.1:${target.port}/`,
  port: target.port,
  token: TOKEN,
  connections: 32,
  threads: 1,
  seconds,
};
const [ours, ...others] = PEERS;
if (only.includes('cost')) await cost();
if (only.includes('connections')) await byConnections();
if (only.includes('threads')) await byThreads();
if (only.includes('memory')) await memory();
if (only.includes('freeze')) await accuracy('freeze', FREEZE);
if (only.includes('constant')) await accuracy('constant', CONSTANT);
if (only.includes('schedule')) await schedule();

/** Processor time per request, of everybody who is here. */
async function cost(): Promise<void> {
  const present: Peer[] = ours ? [ours] : [];
  for (const peer of others) {
    if (peer.program === null || (await isThere(peer.program))) present.push(peer);
    else say({ case: 'cost', peer: peer.name, skipped: 'not installed' });
  }
  const found = await interleaved(present, runs, (peer) => measure(peer, task));
  const [own = []] = found.values();
  for (const [{ name: peer }, all] of found) {
    const us = median(all.map(({ cpuUsPerRequest }) => cpuUsPerRequest));
    // Of each round by itself: the machine is not the same all the time.
    const times = all.map(
      ({ cpuUsPerRequest }, turn) => (own[turn]?.cpuUsPerRequest ?? NaN) / cpuUsPerRequest,
    );
    const rate = median(all.map(({ requestsPerSecond }) => requestsPerSecond));
    say({
      case: 'cost',
      peer,
      connections: task.connections,
      cpuUsPerRequest: round(us),
      requestsPerSecond: Math.round(rate),
      lockstepIsTimes: round(median(times)),
    });
  }
}

/** What a request costs on few and on many connections. */
async function byConnections(): Promise<void> {
  if (!ours) return;
  const found = await interleaved([1, 16, 256, 2048], runs, (connections) =>
    measure(ours, { ...task, connections }),
  );
  for (const [connections, all] of found) {
    const us = median(all.map(({ cpuUsPerRequest }) => cpuUsPerRequest));
    const rate = median(all.map(({ requestsPerSecond }) => requestsPerSecond));
    say({
      case: 'connections',
      connections,
      cpuUsPerRequest: round(us),
      requestsPerSecond: Math.round(rate),
    });
  }
}

/** What a second thread adds, where cores allow. */
async function byThreads(): Promise<void> {
  if (!ours) return;
  const found = await interleaved([1, 2], runs, (threads) => measure(ours, { ...task, threads }));
  const rates = [...found.values()].map((all) =>
    median(all.map(({ requestsPerSecond }) => requestsPerSecond)),
  );
  for (const [at, threads] of [...found.keys()].entries())
    say({
      case: 'threads',
      threads,
      cores: availableParallelism(),
      requestsPerSecond: Math.round(rates[at] ?? Number.NaN),
      timesOneThread: round((rates[at] ?? Number.NaN) / (rates[0] ?? Number.NaN)),
    });
}

/** What a load holds in memory, from its second minute to its end. */
async function memory(): Promise<void> {
  const words = ['--port', String(task.port), '--rate', '1000', '--seconds', String(memorySeconds)];
  const seen = await memoryOf(words);
  const after = seen.filter(({ atS }) => atS >= Math.min(60, memorySeconds / 4));
  const mb = after.map((look) => look.mb);
  say({
    case: 'memory',
    ratePerSecond: 1000,
    seconds: memorySeconds,
    settledMb: mb[0],
    mostMb: Math.max(...mb),
    lastMb: mb.at(-1),
  });
}

/** What each generator says of a system whose slowness is known, beside the truth of the same round. */
async function accuracy(name: string, system: KnownSystem): Promise<void> {
  const present = [];
  for (const teller of TELLERS)
    if (teller.program === null || (await isThere(teller.program))) present.push(teller);
    else say({ case: name, peer: teller.name, skipped: 'not installed' });
  const told = await interleaved(present, runs, (teller) => tellOf(teller, system));
  const [truth] = [...told.values()].map(middleOf);
  if (!truth) return;
  for (const [{ name: peer }, all] of told) {
    const { p50, p95, p99 } = middleOf(all);
    const off = {
      p50: percentOff(p50, truth.p50),
      p95: percentOff(p95, truth.p95),
      p99: percentOff(p99, truth.p99),
    };
    say({ case: name, peer, p50Ms: round(p50), p95Ms: round(p95), p99Ms: round(p99), percentOffTruth: off });
  }
}

function percentOff(value: number, truth: number): number {
  return round((100 * (value - truth)) / truth);
}

/** How late calls are sent at a high rate. */
async function schedule(): Promise<void> {
  const lags: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const words = ['--port', String(task.port), '--rate', '2000', '--seconds', String(seconds)];
    lags.push(await sendLagUs(words));
  }
  say({ case: 'schedule', ratePerSecond: 2000, sentAfterDueMsP99: round(median(lags) / 1000) });
}
