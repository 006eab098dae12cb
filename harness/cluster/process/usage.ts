import { readdir, readFile } from 'node:fs/promises';
import type { Usage } from '../cluster.ts';
import { machineTime } from '../machine-time.ts';
import type { Part } from './part.ts';

/** Linux counts processor time for programs in hundredths of a second (USER_HZ), whatever its own clock does. */
const TICKS_PER_S = 100;

/** The processor time of each part: its process and all of its process group, threads included. */
export async function usageOf(parts: readonly Part[]): Promise<Usage> {
  const entries = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/u.test(name));
  const processes = await Promise.all(
    // One that has ended meanwhile has nothing to tell.
    entries.map(async (pid) => processTime(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))),
  );
  return {
    parts: parts.map((part) => ({
      part: part.name,
      cpuS: processes.reduce((sum, { group, cpuS }) => (group === part.child().pid ? sum + cpuS : sum), 0),
      quotaCores: null,
    })),
    machine: machineTime(),
  };
}

/** Of a line of `/proc/<pid>/stat` (proc(5)): the process group, and the time in user and kernel mode. */
export function processTime(stat: string): { readonly group: number; readonly cpuS: number } {
  // The name, in parentheses, may hold anything.
  const [, , group = NaN, , , , , , , , , user = NaN, system = NaN] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { group, cpuS: (user + system) / TICKS_PER_S };
}
