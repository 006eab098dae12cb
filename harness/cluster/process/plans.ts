import { join } from 'node:path';
import { cacheEnvironment } from '../compile-cache.ts';
import type { ChildPlan } from './child.ts';
import type { ProcessDriverOptions } from './process-options.ts';

/** How redis-server is started: in memory only, on loopback only. */
export function redisPlan(command: string, directory: string, port: number): ChildPlan {
  const memoryOnly = ['--save', '', '--appendonly', 'no'];
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, ...memoryOnly];
  return { name: 'redis', command, arguments: settings, environment: {}, directory, shell: false };
}

/** How Nginx is started, in the foreground. */
export function nginxPlan(command: string, directory: string, configPath: string): ChildPlan {
  // -e: before it has read its configuration, Nginx would open the log file it was compiled with.
  const settings = ['-p', directory, '-c', configPath, '-e', 'stderr'];
  return { name: 'nginx', command, arguments: settings, environment: {}, directory, shell: false };
}

type BackendOptions = Pick<
  ProcessDriverOptions,
  'backendCommand' | 'environment' | 'directory' | 'projectRoot'
>;

/** How a replica is started: the user's command where the user stands, or the reference backend. */
export function replicaPlan(
  options: BackendOptions,
  directory: string,
  given: Readonly<Record<string, string>>,
): ChildPlan {
  const name = given['INSTANCE_ID'] ?? '';
  const own = { ...given, HOST: '127.0.0.1' };
  if (options.backendCommand !== null) {
    const environment = { ...options.environment, ...own };
    const { backendCommand: command, directory: here } = options;
    return { name, command, arguments: [], environment, directory: here, shell: true };
  }
  const program = join(options.projectRoot, 'compose/backend/main.ts');
  const cache = cacheEnvironment(options.projectRoot);
  const environment = { PATH: options.environment['PATH'] ?? '', ...cache, ...own };
  return { name, command: process.execPath, arguments: [program], environment, directory, shell: false };
}
