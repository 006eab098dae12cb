import { fileNameOf } from '../fetched.ts';
import type { Generation } from '../endpoint.ts';
import type { PublicKey } from '../minisign/public-key.ts';
import type { FeedRecord } from '../record.ts';

/** What a client downloads, and all that it is judged by. */
export interface Taken {
  readonly record: FeedRecord;
  readonly generation: Generation;
  /** Null where none was given, or none can be read. */
  readonly key: PublicKey | null;
  /** Absolute. */
  readonly url: string;
  /** As it stands in the manifest. */
  readonly signature: string;
  /** As the manifest announces it. */
  readonly version: string;
  readonly manifestUrl: string;
  /** Index of the manifest's fetch in the record. */
  readonly manifestFetch: number;
}

/** The file's name, percent-decoded. */
export const nameOf = ({ url }: Taken): string => fileNameOf(url);
