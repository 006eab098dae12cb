import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { HarnessError } from '../../errors.ts';
import type { LogSink } from '../cluster.ts';
import type { Session } from '../session/session.ts';

export interface ChildPlan {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Runs the command through the shell, as a user typed it. */
  readonly shell: boolean;
}

/** A program of the cluster, leader of its own process group. */
export interface Child {
  readonly pid: number;
  /** Rejects with the program's last words when it ends before it is asked to; never resolves. */
  readonly failure: Promise<never>;
  /** Kills the whole group; resolves when the program is gone and its output is read. */
  readonly kill: () => Promise<void>;
}

/** How much of a program's last output goes into an error. */
const LAST_LINES = 5;

/** Starts a program whose output goes to `log`, and which does not outlive the session. */
export function startChild(plan: ChildPlan, session: Session, log: LogSink): Child {
  const child = spawn(plan.command, plan.arguments, {
    cwd: plan.directory,
    env: { ...plan.environment, ...session.environment },
    detached: true,
    shell: plan.shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) session.own(child.pid);
  const lastLines: string[] = [];
  const onLine = (line: string): void => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    log(plan.name, line);
  };
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let asked = false;
  const failure = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(couldNotStart(plan, error.message)));
    child.once('close', (code, signal) => {
      if (!asked) reject(couldNotStart(plan, `it ended with ${signal ?? code}. ${lastLines.join(' · ')}`));
    });
  });
  // Whoever waits for readiness races it; a death after that shows in the history.
  failure.catch(() => undefined);
  readLines(child.stdout, onLine);
  readLines(child.stderr, onLine);
  return {
    pid: child.pid ?? 0,
    failure,
    kill: async () => {
      asked = true;
      killGroup(child.pid);
      await closed;
    },
  };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group ended by itself: what was wanted.
  }
}

function couldNotStart(plan: ChildPlan, why: string): HarnessError {
  const command = [plan.command, ...plan.arguments].join(' ');
  return new HarnessError('CLUSTER_START', `${plan.name} did not start (${command}): ${why}`);
}
