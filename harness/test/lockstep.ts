import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly pid: number;
  /** Resolves once stdout and stderr together match. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly ended: Promise<Ended>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Starts the command line as a user would. */
export function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [join(ROOT, 'harness/bin.ts'), ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...output }));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(output.stdout + output.stderr)) resolve();
        };
        watchers.add(look);
        look();
        void ended.then(() =>
          reject(new Error(`ended without saying ${pattern}: ${output.stdout}${output.stderr}`)),
        );
      }),
  };
}

export const run = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> => start(args, environment).ended;

/** A folder for run folders, removed when disposed. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'harness-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Processes of sessions (by mark or folder), session folders, and what programs with moved clocks share, that are there now. */
export function leftovers(): string[] {
  const folders = [tmpdir(), '/dev/shm'].flatMap((parent) =>
    readdirSync(parent).filter((name) => /^lockstep-[0-9a-f]{12}-|faketime/u.test(name)),
  );
  const processes = readdirSync('/proc').filter((pid) => /^\d+$/u.test(pid) && belongsToASession(pid));
  return [...folders, ...processes.map((pid) => `process ${pid}`)];
}

function belongsToASession(pid: string): boolean {
  try {
    if (/lockstep-[0-9a-f]{12}/u.test(readlinkSync(`/proc/${pid}/cwd`))) return true;
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes('LOCKSTEP_SESSION=');
  } catch {
    // It ended while we looked.
    return false;
  }
}

/** Resolves with what is left once nothing is, or after `patienceMs` with the rest. */
export async function leftAfter(
  patienceMs: number,
  look: () => readonly string[] | Promise<readonly string[]> = leftovers,
): Promise<readonly string[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const left = await look();
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
