import { execFile } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where the reference backend's compiled code is kept, seen from the project's folder. */
const FOLDER = 'node_modules/.cache/lockstep';
const BACKEND = 'compose/backend/main.ts';
const PATIENCE_MS = 10_000;
/** Whom Node runs as in a container. */
const ROOT_UID = 0;

/** What makes Node take compiled code from the project, wherever the project is mounted. */
export function cacheEnvironment(projectRoot: string): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: join(projectRoot, FOLDER), NODE_COMPILE_CACHE_PORTABLE: '1' };
}

/**
 * Compiles the reference backend once for all replicas, which then start sooner. Replicas cannot do
 * it themselves: Node writes the cache only when it exits, which a killed one never does. A cache that could not be
 * written costs time at each start and nothing else.
 */
export async function warmCompileCache(projectRoot: string): Promise<void> {
  const folder = join(projectRoot, FOLDER);
  const uid = process.getuid?.() ?? ROOT_UID;
  if ((await findCache(folder, uid)) !== null) return;
  const options = { env: cacheEnvironment(projectRoot), timeout: PATIENCE_MS };
  // Without its environment it ends as soon as its modules are loaded, with an error that is no news.
  await promisify(execFile)(process.execPath, [join(projectRoot, BACKEND)], options).catch(() => null);
  const own = await findCache(folder, uid);
  if (own === null || uid === ROOT_UID) return;
  // Node keeps one folder for each user.
  const roots = own.replace(/-\d+$/u, `-${ROOT_UID}`);
  await cp(join(folder, own), join(folder, roots), { recursive: true }).catch(() => null);
}

/** The name of this Node's cache for a user; null when there is none, or an empty one. */
async function findCache(folder: string, uid: number): Promise<string | null> {
  const entriesOf = (path: string): Promise<string[]> => readdir(path).catch(() => []);
  const release = `${process.version}-${process.arch}-`;
  const name = (await entriesOf(folder)).find(
    (entry) => entry.startsWith(release) && entry.endsWith(`-${uid}`),
  );
  if (name === undefined) return null;
  return (await entriesOf(join(folder, name))).length > 0 ? name : null;
}
