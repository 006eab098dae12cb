import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from '../../report/read-run.ts';
import type { SavedRun } from '../../scenario/record.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LAST_WORDS = 2000;

/** A run of `lockstep verify`, as a user starts it. */
export interface Verified {
  readonly exitCode: number | null;
  /** Null when the harness failed. */
  readonly folder: string | null;
  readonly run: SavedRun | null;
  readonly lastWords: string;
}

/** Runs `lockstep verify` once in a process of its own; a signal that we get, it gets, and is waited for. */
export async function verifyOnce(args: readonly string[]): Promise<Verified> {
  const child = spawn(process.execPath, ['harness/bin.ts', 'verify', '--json', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pass = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  let stdout = '';
  let lastWords = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  await once(child, 'close');
  for (const signal of SIGNALS) process.off(signal, pass);
  const folder = folderIn(stdout);
  const run = folder === null ? null : await readRun(folder);
  return { exitCode: child.exitCode, folder, run, lastWords };
}

/** The run folder that the result names; null when there is no result. */
function folderIn(stdout: string): string | null {
  const [, folder] = /^ {2}"folder": "([^"]+)"/mu.exec(stdout) ?? [];
  return folder === undefined ? null : resolve(ROOT, folder);
}
