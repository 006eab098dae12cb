import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../errors.ts';
import type { ListedAsset } from '../../feed/record.ts';
import { assetsOf, notListing } from './recorded-release.ts';
import { filesOf, isPrivateKey, readInto, type FolderFile } from './release-folder.ts';

/** No recorded release is longer, and a program or an image is not read to its end to find out. */
const RECORDED_BYTES = 32 * 1024 * 1024;

/**
 * The assets of a release, by name: of a folder that holds them (hashed; a private key is named and not read), or of a recorded
 * answer of GitHub's API. Throws BAD_INPUT for a path that is neither, and the reason of an aborted signal.
 */
export async function readListing(path: string, signal: AbortSignal): Promise<readonly ListedAsset[]> {
  signal.throwIfAborted();
  const found = await statOf(path);
  if (!found.isDirectory()) {
    if (!found.isFile() || isPrivateKey(path) || found.size > RECORDED_BYTES) throw notListing(path);
    return assetsOf(await readText(path, signal), path);
  }
  const listed: ListedAsset[] = [];
  for (const file of await filesOf(path)) listed.push(await listedFrom(file, signal));
  return listed;
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    throw new HarnessError(
      'BAD_INPUT',
      `${path} cannot be read: ${messageOf(cause)}. Give a folder of release assets or a recorded GitHub release.`,
      { cause },
    );
  }
}

async function listedFrom({ name, path, bytes }: FolderFile, signal: AbortSignal): Promise<ListedAsset> {
  if (bytes === null) return { name, bytes, sha256: null, url: null };
  const hash = createHash('sha256');
  await readInto(path, (chunk) => hash.update(chunk), signal);
  return { name, bytes, sha256: hash.digest('hex'), url: null };
}

async function readText(path: string, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  await readInto(path, (chunk) => chunks.push(chunk), signal);
  return Buffer.concat(chunks).toString('utf8');
}
