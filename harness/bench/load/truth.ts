/**
 * An open loop as plain as can be: watches the clock all the time, has as many connections as it needs, keeps every latency
 * from its due time, and prints their quantiles as one line of JSON. It is what the others are compared with, so that bare sockets
 * are all it has; the server it asks sends an answer in one piece.
 */
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string' }, rate: { type: 'string' }, seconds: { type: 'string' } },
});
const gapMs = 1000 / Number(values.rate);
const count = Math.floor((Number(values.seconds) * 1000) / gapMs);
const REQUEST = 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
const free: Socket[] = [];
const beganMs = performance.now() + 100;
const latenciesMs: number[] = [];

function send(dueMs: number): void {
  const socket = free.pop() ?? connect({ port: Number(values.port), host: '127.0.0.1', noDelay: true });
  socket.write(REQUEST);
  socket.once('data', () => {
    latenciesMs.push(performance.now() - dueMs);
    free.push(socket);
    if (latenciesMs.length === count) tell();
  });
}

function tell(): void {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * count) - 1] ?? Number.NaN;
  process.stdout.write(`${JSON.stringify({ p50: at(0.5), p95: at(0.95), p99: at(0.99) })}\n`);
  for (const socket of free) socket.destroy();
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
