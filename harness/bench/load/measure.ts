import { execFile } from 'node:child_process';
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
