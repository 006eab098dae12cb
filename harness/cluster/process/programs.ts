import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { FAKETIME_LIBRARIES } from '../clock.ts';

const run = promisify(execFile);

/** A program the process driver needs, and how it tells its version. */
export interface Program {
  readonly name: 'nginx' | 'redis-server';
  readonly versionArgument: string;
  readonly version: RegExp;
}

export const PROGRAMS: readonly Program[] = [
  { name: 'nginx', versionArgument: '-v', version: /nginx\/(\S+)/u },
  { name: 'redis-server', versionArgument: '--version', version: /v=(\S+)/u },
];

export interface FoundProgram {
  readonly path: string;
  readonly version: string;
}

/** Where servers are installed that are not on every user's PATH. */
export const SERVER_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/sbin',
];

/** Where a program is and which version it is; null when it is not installed. */
export async function findProgram(program: Program, searchPath: string): Promise<FoundProgram | null> {
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, program.name);
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!executable) continue;
    const told = await run(path, [program.versionArgument]).catch(() => null);
    // Nginx tells its version on stderr, Redis on stdout.
    const version = program.version.exec(`${told?.stdout ?? ''}${told?.stderr ?? ''}`)?.[1];
    if (version !== undefined) return { path, version };
  }
  return null;
}

/** Where libfaketime is; null when it is not installed. */
export async function findClockLibrary(): Promise<string | null> {
  for (const path of FAKETIME_LIBRARIES) {
    const isThere = await access(path, constants.R_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
