import { HarnessError } from '../../errors.ts';
import type { Driver } from '../cluster.ts';
import { warmCompileCache } from '../compile-cache.ts';
import type { ProcessDriverOptions } from './process-options.ts';
import { startProcesses } from './process-cluster.ts';
import { findClockLibrary, findProgram, PROGRAMS } from './programs.ts';

/** Real Nginx, real Redis and the replicas as child processes on 127.0.0.1. */
export async function processDriver(options: ProcessDriverOptions): Promise<Driver> {
  const [nginx, redis] = await Promise.all(
    PROGRAMS.map((program) => findProgram(program, options.environment['PATH'] ?? '')),
  );
  if (!nginx || !redis) {
    const missing = [nginx ? '' : 'nginx', redis ? '' : 'redis-server'].filter(Boolean).join(' and ');
    throw new HarnessError(
      'MISSING_PART',
      `The process driver needs ${missing}, which is not installed: run \`lockstep doctor --fix\`, or \`lockstep doctor\` for the command.`,
    );
  }
  if (options.backendCommand === null) await warmCompileCache(options.projectRoot);
  const clockLibrary = await findClockLibrary();
  return {
    name: 'process',
    capabilities: ['configure', 'inject', ...(clockLibrary === null ? [] : (['clock'] as const))],
    start: (start) => startProcesses({ options, programs: { nginx, redis, clockLibrary }, start }),
  };
}
