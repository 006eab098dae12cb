import { accessSync, constants } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Where Linux has a file system in memory. */
const IN_MEMORY = '/dev/shm';

/** The folder of a session in the system's folder for temporary files. */
export const folderNamed = (name: string): string => join(tmpdir(), name);

/** A session's other folder, for what waits until it is written: in memory, where the system has such a place. */
export const memoryOf = (directory: string): string =>
  isWritable(IN_MEMORY) ? join(IN_MEMORY, basename(directory)) : join(directory, 'memory');

/** The names of all folders that may be of sessions. */
export async function folderNames(): Promise<Set<string>> {
  const inMemory = await readdir(IN_MEMORY).catch(() => []);
  return new Set([...(await readdir(tmpdir())), ...inMemory]);
}

/** Removes a session's folders; a file that a dying process still makes does not stop it. */
export async function removeFolders(directory: string): Promise<void> {
  for (const folder of [memoryOf(directory), directory])
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
