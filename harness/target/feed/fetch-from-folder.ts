import type { FeedAnswer } from '../../feed/record.ts';
import { startDigest } from './body-digest.ts';
import type { FeedRequest } from './fetch-feed.ts';
import { readInto, type FolderFile } from './release-folder.ts';

/** A folder in the place of the host it is to be published at. */
export interface FolderSource {
  readonly files: readonly FolderFile[];
  /** What a host makes of the names of files that are uploaded: GitHub puts dots in the place of spaces. */
  readonly names: 'kept' | 'github';
  readonly signal: AbortSignal;
}

/**
 * What would be answered once the files of a folder are published: the one that the url's last segment names, else 404. A private
 * key is never read, and is 404. Throws BAD_INPUT for a file that cannot be read, and the reason of an aborted signal.
 */
export async function fetchFromFolder(
  { url, what, legacy }: FeedRequest,
  { files, names, signal }: FolderSource,
): Promise<FeedAnswer> {
  signal.throwIfAborted();
  const wanted = lastSegment(url);
  const file = files.find(({ name, bytes }) => bytes !== null && published(name, names) === wanted);
  const digest = startDigest({ isText: what !== 'asset', legacy: legacy ?? null });
  if (file !== undefined) await readInto(file.path, digest.add, signal);
  const { bytes, ...rest } = digest.end();
  return {
    kind: 'answer',
    status: file === undefined ? 404 : 200,
    contentType: null,
    hops: [],
    announcedBytes: bytes,
    bytes,
    ...rest,
  };
}

/** Null where there is none, or none that can be decoded. */
function lastSegment(url: string): string | null {
  const segment = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    // A percent sign that encodes nothing: no file is published under such a name.
    return null;
  }
}

const published = (name: string, names: FolderSource['names']): string =>
  names === 'github' ? name.replaceAll(' ', '.') : name;
