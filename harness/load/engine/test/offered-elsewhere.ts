import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EnginePlan } from '../thread-plan.ts';

const run = promisify(execFile);
const OFFERED = JSON.stringify(new URL('offered.ts', import.meta.url));
const PROGRAM = `
  import { offered, planned } from ${OFFERED};
  const told = await offered(planned(0, JSON.parse(process.argv[2]))).then(
    ({ due, right, failures }) => ({ due, right, failures }),
    ({ code, message }) => ({ code, message }),
  );
  process.stdout.write(JSON.stringify(told));`;

export interface Elsewhere {
  /** How the plan differs from the usual one. */
  readonly plan: Partial<EnginePlan>;
  readonly environment?: Readonly<Record<string, string>>;
  /** As many files as the process may have open. */
  readonly files?: number;
}

/** Offers a load from a process of its own, since a process is told whom it trusts, and what it may have, as it starts. */
export async function offeredElsewhere({ plan, environment = {}, files = 1000 }: Elsewhere) {
  const folder = await mkdtemp(join(tmpdir(), 'offered-test-'));
  try {
    const program = join(folder, 'offer.mjs');
    await writeFile(program, PROGRAM);
    const script = `ulimit -n ${files} && exec "$0" "$@"`;
    const words = ['-c', script, process.execPath, program, JSON.stringify(plan)];
    const { stdout } = await run('sh', words, { env: { PATH: process.env['PATH'], ...environment } });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}
