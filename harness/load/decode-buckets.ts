import { inflateSync } from 'node:zlib';
import { BUCKET_COUNT, type Buckets } from './buckets.ts';

/** What the two layers of the V2 format begin with, but for the four bits of the word size. */
const COMPRESSED_COOKIE = 0x1c849304;
const PAYLOAD_COOKIE = 0x1c849303;
const WORD_SIZE_BITS = 0xf0;
const COMPRESSED_HEADER_BYTES = 8;
const HEADER_BYTES = 40;
const LONGEST_WORD_BYTES = 9;
/** All that a histogram can fill: what inflates to more is none. */
const MOST_BYTES = HEADER_BYTES + BUCKET_COUNT * LONGEST_WORD_BYTES;
/** As much as a histogram can count in one bucket. */
const MOST_IN_A_BUCKET = 2 ** 32 - 1;

/**
 * Reads a histogram in HdrHistogram's V2 compressed format, in base64; null when it is none, is damaged, or has another grid than
 * ours. Reads by itself: the library trusts lengths and skips, and can be made to run for hours by a few bytes.
 */
export function decodeBuckets(text: string): Buckets | null {
  const bytes = inflated(Buffer.from(text, 'base64'));
  if (bytes === null || bytes.length < HEADER_BYTES) return null;
  const isOurs =
    hasCookie(bytes, PAYLOAD_COOKIE) &&
    bytes.readUInt32BE(4) === bytes.length - HEADER_BYTES &&
    bytes.readInt32BE(12) === 3 && // Significant digits.
    bytes.readBigInt64BE(16) === 1n; // The lowest value, in µs.
  return isOurs ? countsIn(bytes.subarray(HEADER_BYTES)) : null;
}

const hasCookie = (bytes: Buffer, cookie: number): boolean =>
  (bytes.readInt32BE(0) & ~WORD_SIZE_BITS) === cookie;

function inflated(bytes: Buffer): Buffer | null {
  if (bytes.length < COMPRESSED_HEADER_BYTES || !hasCookie(bytes, COMPRESSED_COOKIE)) return null;
  const end = COMPRESSED_HEADER_BYTES + bytes.readUInt32BE(4);
  try {
    return inflateSync(bytes.subarray(COMPRESSED_HEADER_BYTES, end), { maxOutputLength: MOST_BYTES });
  } catch {
    return null; // Whatever zlib dislikes about it, it is not what an encoder wrote.
  }
}

/** A word is a count, or below 0 that many empty buckets. */
function countsIn(payload: Buffer): Buckets | null {
  const indexes: number[] = [];
  const counts: number[] = [];
  let [position, index] = [0, 0];
  while (position < payload.length) {
    const { value, bytes } = wordAt(payload, position);
    position += bytes;
    if (value > MOST_IN_A_BUCKET) return null;
    if (value > 0) {
      indexes.push(index);
      counts.push(value);
    }
    index += value < 0 ? -value : 1;
    if (index > BUCKET_COUNT) return null;
  }
  return { indexes: Uint16Array.from(indexes), counts: Float64Array.from(counts) };
}

/** A ZigZag LEB128 word of up to nine bytes, the last of which has eight bits. Within one that is cut short all bits are set: it is too large. */
function wordAt(payload: Buffer, position: number): { readonly value: number; readonly bytes: number } {
  let [bytes, sum, weight] = [0, 0, 1];
  for (let isLast = false; !isLast; weight *= 2 ** 7) {
    const byte = payload[position + bytes] ?? 0xff;
    bytes += 1;
    isLast = byte < 0x80 || bytes === LONGEST_WORD_BYTES;
    sum += (bytes === LONGEST_WORD_BYTES ? byte : byte & 0x7f) * weight;
  }
  return { value: sum % 2 === 0 ? sum / 2 : -(sum + 1) / 2, bytes };
}
