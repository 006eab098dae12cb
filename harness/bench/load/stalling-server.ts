/** A server that takes so long for each answer, and stands still once: prints its port. */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    delay: { type: 'string', default: '1' },
    'stall-at': { type: 'string', default: 'Infinity' },
    stall: { type: 'string', default: '0' },
  },
});
const delayMs = Number(values.delay);
const stallAtMs = Number(values['stall-at']);
const never = new Int32Array(new SharedArrayBuffer(4));

let hasBegun = false;
const server = createServer((_request, response) => {
  // The first request begins the run.
  if (!hasBegun && Number.isFinite(stallAtMs))
    setTimeout(() => void Atomics.wait(never, 0, 0, Number(values.stall)), stallAtMs);
  hasBegun = true;
  setTimeout(() => response.end('{"status":"ok"}'), delayMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : 0}\n`);
});
process.once('SIGTERM', () => process.exit(0));
