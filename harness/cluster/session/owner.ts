import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** When a process began, in whatever unit its system counts; null when there is no such process. */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    // Field 22; the name in field 2 may hold spaces and parentheses, so count from its end.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  }
  const listed = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null);
  return listed?.stdout.trim().replaceAll(/\W+/gu, '_') ?? null;
}

const BOOT_DIGITS = 12;

/** Changes when the machine starts anew: pids of another boot say nothing. */
async function bootId(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'one-boot');
  return id.trim().replaceAll(/\W/gu, '').slice(0, BOOT_DIGITS);
}

/** This process as `pid-start-boot`, which no later process can be mistaken for. */
export async function thisProcess(): Promise<string> {
  return [process.pid, await startOf(process.pid), await bootId()].join('-');
}

/** The boot in an owner's name. */
export const bootOf = (owner: string): string | undefined => owner.split('-')[2];

/** Whether the owner of that name still runs on this machine. */
export async function isAlive(owner: string): Promise<boolean> {
  const [pid = '', start, boot] = owner.split('-');
  return boot === (await bootId()) && start !== undefined && (await startOf(Number(pid))) === start;
}
