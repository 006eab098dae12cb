/** A thread of a load: connects, does its part of the plan from when it is told to begin, and reports. */
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { NS_PER_MS, NS_PER_S } from '../../time/clock.ts';
import { clockFrom, startSystemClock } from '../../time/system-clock.ts';
import type { Generator, GeneratorOptions } from './generator.ts';
import type { ThreadNews, ThreadOrder } from './messages.ts';
import type { ThreadPlan } from './thread-plan.ts';

const REPORT_EVERY_MS = 1000;
const SWEEP_EVERY_MS = 100;
const CONNECTING_PATIENCE_MS = 2000;
const LAG_RESOLUTION_MS = 5;
const US_PER_MS = 1000;

assert(parentPort, 'a thread of a load was started as something else');
const port = parentPort;
const { plan, thread }: ThreadPlan = workerData;

let clock = startSystemClock();
let reportedNs = 0;
let cpu = process.threadCpuUsage();
const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
const timers: NodeJS.Timeout[] = [];

const generator = await generatorFor({
  plan,
  thread,
  nowNs: () => clock.nowNs(),
  onFull: () => report(false),
  onExhausted: (code) => {
    tell({ kind: 'exhausted', code });
    generator.stop();
    end();
  },
  onEnd: () => end(),
});
port.on('message', (order: ThreadOrder) => {
  switch (order.kind) {
    case 'begin':
      return begin(order.originNs);
    case 'replace':
      return generator.replace(order.user, order.requests);
    case 'stop':
      generator.stop();
      return end();
  }
});
const patience = new AbortController();
await Promise.race([generator.open(), clock.sleep(CONNECTING_PATIENCE_MS, patience.signal)]);
patience.abort();
tell({ kind: 'ready' });

/** Only what is wanted is loaded: a load need not wait for autocannon. */
async function generatorFor(options: GeneratorOptions): Promise<Generator> {
  if (plan.pace.kind === 'closed' && plan.pace.by === 'autocannon') {
    const { AutocannonGenerator } = await import('./autocannon-generator.ts');
    return new AutocannonGenerator(options);
  }
  const { RawGenerator } = await import('./raw-generator.ts');
  return new RawGenerator(options);
}

function begin(originNs: bigint): void {
  clock = clockFrom(originNs);
  cpu = process.threadCpuUsage();
  lag.enable();
  generator.start();
  timers.push(
    setInterval(() => generator.sweep(), SWEEP_EVERY_MS),
    setInterval(() => report(false), REPORT_EVERY_MS),
  );
}

function end(): void {
  timers.forEach(clearInterval);
  report(true);
  port.close();
}

function report(isLast: boolean): void {
  const { waitingMax, inFlightMax, ...collected } = generator.take();
  const atNs = clock.nowNs();
  const used = process.threadCpuUsage(cpu);
  const passedMs = Math.max(1, (atNs - reportedNs) / NS_PER_MS);
  const gauges = {
    second: Math.max(0, Math.trunc(atNs / NS_PER_S)),
    waitingMax,
    inFlightMax,
    cpuShare: (used.user + used.system) / US_PER_MS / passedMs,
    loopLagMsP90: lagMs(90),
    loopLagMsP99: lagMs(99),
  };
  cpu = process.threadCpuUsage();
  reportedNs = atNs;
  lag.reset();
  tell({ kind: 'report', ...collected, gauges, isLast }, [collected.samples.buffer]);
}

/** What it counts includes the time that it waits on purpose. */
const lagMs = (percentile: number): number =>
  Math.max(0, lag.percentile(percentile) / NS_PER_MS - LAG_RESOLUTION_MS);

function tell(news: ThreadNews, moved: ArrayBuffer[] = []): void {
  port.postMessage(news, moved);
}
