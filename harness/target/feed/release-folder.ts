import { createReadStream } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';

/** A file that lies in a folder of release assets. */
export interface FolderFile {
  readonly name: string;
  readonly path: string;
  /** Null for a private key: it is known by its name and nothing is read of it. */
  readonly bytes: number | null;
}

/**
 * The files of a folder by name, sorted; its subfolders are not entered. Throws BAD_INPUT for a folder that cannot be read, that
 * is empty, or from which a link leads out.
 */
export async function filesOf(folder: string): Promise<readonly FolderFile[]> {
  const root = await attempt(folder, () => realpath(folder));
  const names = await attempt(folder, () => readdir(root));
  const files: FolderFile[] = [];
  for (const name of names.toSorted()) {
    const file = await attempt(join(folder, name), () => fileAt(root, name));
    if (file !== null) files.push(file);
  }
  if (files.length === 0) {
    throw new HarnessError(
      'BAD_INPUT',
      `${folder} holds no files: give the folder that holds the release's assets.`,
    );
  }
  return files;
}

/** Whether a file is a private key by its name, as those of `tauri signer generate` are named. */
export const isPrivateKey = (path: string): boolean => path.toLowerCase().endsWith('.key');

async function fileAt(root: string, name: string): Promise<FolderFile | null> {
  const path = join(root, name);
  if (isPrivateKey(name)) return (await lstat(path)).isDirectory() ? null : { name, path, bytes: null };
  const real = await realpath(path);
  if (!real.startsWith(`${root}${sep}`)) {
    throw new HarnessError(
      'BAD_INPUT',
      `${path} is a link that leads out of the folder: put the file itself in its place.`,
    );
  }
  if (isPrivateKey(real)) return { name, path, bytes: null };
  const found = await stat(real);
  // Pipes and sockets are no assets, and reading them might not end.
  return found.isFile() ? { name, path: real, bytes: found.size } : null;
}

async function attempt<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof HarnessError) throw cause;
    throw new HarnessError('BAD_INPUT', `${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

/** Streams a file to `take`; throws BAD_INPUT when it cannot be read. */
export async function readInto(
  path: string,
  take: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const chunk of createReadStream(path, { signal })) take(chunk);
  } catch (cause) {
    signal.throwIfAborted();
    throw new HarnessError('BAD_INPUT', `${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}
