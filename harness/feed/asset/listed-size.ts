import { dotted } from '../fetched.ts';
import type { FeedAnswer, ListedAsset } from '../record.ts';
import { nameOf, type Taken } from './taken.ts';

/** In what an asset is not what was announced of it. */
export interface WrongSize {
  readonly isTooShort: boolean;
  /** Goes on from the asset's name. */
  readonly what: string;
}

/** Holds what came against its `content-length` and against the listing; null when nothing speaks against it. */
export function wrongSize(taken: Taken, { bytes, announcedBytes, sha256 }: FeedAnswer): WrongSize | null {
  if (announcedBytes !== null && bytes < announcedBytes)
    return { isTooShort: true, what: `came with ${bytes} of its ${announcedBytes} announced bytes` };
  const listed = listedAsset(taken);
  if (listed === null) return null;
  if (listed.bytes !== null && listed.bytes !== bytes)
    return {
      isTooShort: bytes < listed.bytes,
      what: `came with ${bytes} bytes, and the listing has ${listed.bytes}`,
    };
  if (listed.sha256 !== null && listed.sha256.toLowerCase() !== sha256.toLowerCase())
    return {
      isTooShort: false,
      what: `has the SHA-256 ${sha256.slice(0, 12)}…, and ${listed.sha256.slice(0, 12)}… in the listing`,
    };
  return null;
}

/** The listed asset that a client takes, by its name as it is or as GitHub writes it. */
export function listedAsset(taken: Taken, ending = ''): ListedAsset | null {
  const { listing } = taken.record;
  const name = nameOf(taken) + ending;
  return (
    listing?.find((asset) => asset.name === name) ??
    listing?.find((asset) => dotted(asset.name) === dotted(name)) ??
    null
  );
}
