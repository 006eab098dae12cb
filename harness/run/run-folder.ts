import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** `2026-11-21T22:15:30.123Z` as `20261121-221530`: sorts by time, and is a folder's name everywhere. */
const compact = (time: Date): string =>
  time.toISOString().replaceAll(/[-:]/gu, '').slice(0, 15).replace('T', '-');

/** Makes `<reports>/<time>-<seed>` and points `<reports>/latest` at it; the folder's path. */
export async function createRunFolder(reports: string, startedAt: Date, seed: string): Promise<string> {
  await mkdir(reports, { recursive: true });
  const name = await makeFirstFree(join(reports, `${compact(startedAt)}-${seed}`));
  const pointer = join(reports, `.latest-${process.pid}`);
  await rm(pointer, { force: true });
  await symlink(relative(reports, name), pointer);
  await rename(pointer, join(reports, 'latest'));
  return name;
}

async function makeFirstFree(path: string): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const candidate = copy === 1 ? path : `${path}-${copy}`;
    const made = await mkdir(candidate).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (made) return candidate;
  }
}

/** Writes a value as JSON, two spaces deep, a newline at the end: the same value gives the same bytes. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
