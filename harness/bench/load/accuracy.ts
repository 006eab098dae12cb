import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from './measure.ts';

const run = promisify(execFile);
const programAt = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A system of known slowness, and the rate at which it is asked. */
export interface KnownSystem {
  readonly server: readonly string[];
  readonly ratePerSecond: number;
  readonly seconds: number;
}

/** Latencies in ms; NaN where a generator does not tell them. */
interface Told {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** A generator that tells latencies: its command, and how they are found in its output. */
export interface Teller {
  readonly name: string;
  readonly program: string | null;
  readonly command: (port: string, system: KnownSystem) => readonly string[];
  readonly read: (output: string) => Told;
}

const figure =
  (unitMs: (unit: string) => number, pattern: RegExp) =>
  (output: string): number => {
    const [, value, unit = ''] = pattern.exec(output) ?? [];
    return Number(value) * unitMs(unit);
  };
const inMs = (pattern: RegExp) => figure(() => 1, pattern);
const WRK_UNITS: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3 };
const ofWrk = (pattern: RegExp) => figure((unit) => WRK_UNITS[unit] ?? Number.NaN, pattern);

/** The truth first, then ours, then those that are compared with it too. */
export const TELLERS: readonly Teller[] = [
  {
    name: 'truth',
    program: null,
    command: (port, { ratePerSecond, seconds }) => [
      process.execPath,
      programAt('truth.ts'),
      '--port',
      port,
      '--rate',
      String(ratePerSecond),
      '--seconds',
      String(seconds),
    ],
    read: (output) => ({
      p50: inMs(/"p50":([\d.]+)/u)(output),
      p95: inMs(/"p95":([\d.]+)/u)(output),
      p99: inMs(/"p99":([\d.]+)/u)(output),
    }),
  },
  {
    name: 'lockstep',
    program: null,
    command: (port, { ratePerSecond, seconds }) => [
      process.execPath,
      programAt('offer.ts'),

      '--port',
      port,
      '--rate',
      String(ratePerSecond),
      '--seconds',
      String(seconds),
      '--connections',
      '200',
    ],
    read: (output) => ({
      p50: inMs(/"fromDueMs":\{"0.5":([\d.]+)/u)(output),
      p95: inMs(/"fromDueMs":.*?"0.95":([\d.]+)/u)(output),
      p99: inMs(/"fromDueMs":.*?"0.99":([\d.]+)/u)(output),
    }),
  },
  {
    name: 'autocannon',
    program: null,
    command: (port, { ratePerSecond, seconds }) => [
      process.execPath,
      fileURLToPath(import.meta.resolve('autocannon/autocannon.js')),
      '-R',
      String(ratePerSecond),
      '-c',
      '10',
      '-d',
      String(seconds),
      '-j',
      `http://127.0.0.1:${port}/`,
    ],
    read: (output) => ({
      p50: inMs(/"latency":\{.*?"p50":([\d.]+)/u)(output),
      p95: Number.NaN,
      p99: inMs(/"latency":\{.*?"p99":([\d.]+)/u)(output),
    }),
  },
  {
    name: 'wrk',
    program: 'wrk',
    command: (port, { seconds }) => [
      'wrk',
      '-t1',
      '-c1',
      `-d${seconds}`,
      '--timeout',
      '10',
      '--latency',
      `http://127.0.0.1:${port}/`,
    ],
    read: (output) => ({
      p50: ofWrk(/50%\s+([\d.]+)(us|ms|s)/u)(output),
      p95: Number.NaN,
      p99: ofWrk(/99%\s+([\d.]+)(us|ms|s)/u)(output),
    }),
  },
];

/** What a generator tells of a system of its own. */
export async function tellOf({ command, read }: Teller, system: KnownSystem): Promise<Told> {
  const server = spawn(process.execPath, [programAt('stalling-server.ts'), ...system.server], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(createInterface({ input: server.stdout }), 'line');
    const [program = '', ...words] = command(String(port), system);
    const { stdout } = await run(program, words, { maxBuffer: 2 ** 26 });
    return read(stdout);
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  }
}

/** The medians of several tellings. */
export const middleOf = (all: readonly Told[]): Told => ({
  p50: median(all.map(({ p50 }) => p50)),
  p95: median(all.map(({ p95 }) => p95)),
  p99: median(all.map(({ p99 }) => p99)),
});
