import { execFile } from 'node:child_process';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where the reference backend's compiled code is kept, seen from the project's folder. */
const FOLDER = 'node_modules/.cache/lockstep-docker';
const BACKEND = 'compose/backend/main.ts';
const PATIENCE_MS = 10_000;

/** What makes Node take compiled code from the project, wherever the project is mounted. */
export function cacheEnvironment(projectRoot: string): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: join(projectRoot, FOLDER), NODE_COMPILE_CACHE_PORTABLE: '1' };
}

/**
 * Compiles the reference backend once for all replicas, which halves the time they take to start. Replicas cannot do
 * it themselves: the project is read-only to them, and Node writes only when it exits, which a killed one never does.
 */
export async function warmCompileCache(projectRoot: string): Promise<void> {
  const folder = join(projectRoot, FOLDER);
  const release = `${process.version}-${process.arch}-`;
  const entriesOf = (path: string): Promise<string[]> => readdir(path).catch(() => []);
  const find = async (uid: number): Promise<string | null> => {
    const names = await entriesOf(folder);
    return names.find((name) => name.startsWith(release) && name.endsWith(`-${uid}`)) ?? null;
  };
  const warm = await find(0);
  if (warm !== null && (await entriesOf(join(folder, warm))).length > 0) return;
  const options = { env: cacheEnvironment(projectRoot), timeout: PATIENCE_MS };
  // Without its environment it ends as soon as its modules are loaded, with an error that is no news. A cache that
  // could not be written costs time at each start and nothing else.
  await promisify(execFile)(process.execPath, [join(projectRoot, BACKEND)], options).catch(() => null);
  const uid = process.getuid?.() ?? 0;
  const own = uid === 0 ? null : await find(uid);
  // Node keeps one folder for each user id, and in the container the user is root.
  if (own !== null)
    await rename(join(folder, own), join(folder, own.replace(/-\d+$/u, '-0'))).catch(() => null);
}
