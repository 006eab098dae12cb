import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Peer, Task } from './peers.ts';

const run = promisify(execFile);

/** What one run of a generator did, and what it cost: processor time of its whole process, its start included. */
export interface Measured {
  readonly requests: number;
  readonly cpuUsPerRequest: number;
  readonly requestsPerSecond: number;
}

/** Whether a program is there. */
export const isThere = (program: string): Promise<boolean> =>
  run('which', [program]).then(
    () => true,
    () => false,
  );

/** Runs a generator under the shell's own clock of processor time. */
export async function measure({ command, requestsIn }: Peer, task: Task): Promise<Measured> {
  const words = command(task);
  const timed = ['-c', 'TIMEFORMAT="cpu %U %S"; time "$@"', 'bash', ...words];
  const { stdout, stderr } = await run('bash', timed, { maxBuffer: 2 ** 26 });
  const [, user = 'NaN', system = 'NaN'] = /cpu ([\d.]+) ([\d.]+)/u.exec(stderr) ?? [];
  const requests = requestsIn(stdout);
  return {
    requests,
    cpuUsPerRequest: ((Number(user) + Number(system)) * 1e6) / requests,
    requestsPerSecond: requests / task.seconds,
  };
}

/** How late our own generator sent, 99th percentile in µs, with these words for `offer.ts`. */
export async function sendLagUs(words: readonly string[]): Promise<number> {
  const offer = fileURLToPath(new URL('offer.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [offer, ...words]);
  return Number(/"sendLagUsP99":(\d+)/u.exec(stdout)?.[1] ?? Number.NaN);
}

/** What `offer.ts` with these words held in memory, looked at every second. */
export async function memoryOf(
  words: readonly string[],
): Promise<readonly { readonly atS: number; readonly mb: number }[]> {
  const offer = fileURLToPath(new URL('offer.ts', import.meta.url));
  const child = spawn(process.execPath, [offer, ...words], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const seen: { atS: number; mb: number }[] = [];
  const began = performance.now();
  const look = async (): Promise<void> => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const kb = Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? Number.NaN);
    if (kb > 0) seen.push({ atS: (performance.now() - began) / 1000, mb: Math.round(kb / 1024) });
  };
  const timer = setInterval(() => void look(), 1000);
  await ended.finally(() => clearInterval(timer));
  return seen;
}

/** Measures each of some things so many times, in turn: what disturbs one disturbs all. */
export async function interleaved<Thing, Result>(
  things: readonly Thing[],
  runs: number,
  measureOne: (thing: Thing) => Promise<Result>,
): Promise<Map<Thing, Result[]>> {
  const found = new Map<Thing, Result[]>();
  for (let turn = 0; turn < runs; turn += 1)
    for (const thing of things) found.set(thing, [...(found.get(thing) ?? []), await measureOne(thing)]);
  return found;
}

/** The middle of some values. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
