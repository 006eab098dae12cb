import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { clockFilesOf } from '../clock.ts';
import { SESSION_MARK } from './mark.ts';

export interface SessionProcesses {
  readonly id: string;
  readonly directory: string;
  /** Leaders of process groups that were announced. */
  readonly pids: readonly number[];
}

const PASSES = 50;

/**
 * Kills every process of a session and waits until they are gone: the announced groups, and on Linux whatever
 * carries the session's mark in its environment or stands in its folder (Nginx and Redis overwrite their
 * environment; a user's command has its own folder; a process killed before it was announced has both). What they leave
 * outside their folder goes with them.
 */
export async function killSession(session: SessionProcesses): Promise<void> {
  const killed = new Set(session.pids);
  for (const pid of session.pids) kill(-pid);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const found = await findProcesses(session);
    const groups = session.pids.filter((pid) => exists(-pid));
    if (found.length === 0 && groups.length === 0) break;
    for (const pid of found) killed.add(pid);
    for (const pid of found) kill(pid);
    for (const pid of groups) kill(-pid);
    await delay(10);
  }
  await Promise.all([...killed].flatMap(clockFilesOf).map((path) => rm(path, { force: true })));
}

async function findProcesses({ id, directory }: SessionProcesses): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const mark = `${SESSION_MARK}=${id}`;
  const entries = await readdir('/proc');
  const pids = entries.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [environment, folder] = await Promise.all([
        readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
        readlink(`/proc/${pid}/cwd`).catch(() => ''),
      ]);
      return environment.split('\0').includes(mark) || folder.startsWith(directory) ? pid : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself: what was wanted.
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
