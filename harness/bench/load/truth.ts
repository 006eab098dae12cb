/**
 * An open loop as plain as can be: watches the clock all the time, has as many connections as it needs, keeps every latency
 * from its due time, and prints their quantiles as one line of JSON. It is what the others are compared with.
 */
import { Agent, get } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string' }, rate: { type: 'string' }, seconds: { type: 'string' } },
});
const gapMs = 1000 / Number(values.rate);
const count = Math.floor((Number(values.seconds) * 1000) / gapMs);
const agent = new Agent({ keepAlive: true });
const beganMs = performance.now() + 100;
const latenciesMs: number[] = [];

function send(dueMs: number): void {
  get({ port: values.port, host: '127.0.0.1', agent }, (response) => {
    response.resume();
    response.on('end', () => {
      latenciesMs.push(performance.now() - dueMs);
      if (latenciesMs.length === count) tell();
    });
  });
}

function tell(): void {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * count) - 1] ?? Number.NaN;
  process.stdout.write(`${JSON.stringify({ p50: at(0.5), p95: at(0.95), p99: at(0.99) })}\n`);
  agent.destroy();
}

let next = 0;
function watch(): void {
  while (next < count && performance.now() >= beganMs + next * gapMs) {
    send(beganMs + next * gapMs);
    next += 1;
  }
  if (next < count) setImmediate(watch);
}
watch();
