import { deflateSync, inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuSeconds } from '../checkers/test/cpu-seconds.ts';
import { BUCKET_COUNT } from './buckets.ts';
import { decodeBuckets } from './decode-buckets.ts';
import { createHistogram, encodeHistogram, recordUs } from './histogram.ts';
import { latencies, latenciesUs } from './test/latencies.ts';

const histogram = createHistogram();
for (const latencyUs of [1, 1, 5, 3000, 40_000_000]) recordUs(histogram, latencyUs);
const TEXT = encodeHistogram(histogram);

/** The inside of a histogram's text, changed. */
const changed = (change: (inside: Buffer) => Buffer): string => {
  const inside = change(inflateSync(Buffer.from(TEXT, 'base64').subarray(8)));
  return wrapped(deflateSync(inside));
};
const wrapped = (compressed: Buffer): string => {
  const head = Buffer.alloc(8);
  head.writeInt32BE(0x1c849314, 0);
  head.writeInt32BE(compressed.length, 4);
  return Buffer.concat([head, compressed]).toString('base64');
};
const at = (offset: number, value: number) =>
  changed((inside) => {
    inside.writeUInt32BE(value, offset);
    return inside;
  });
/** Words in place of the counts, with the length they have. */
const counts = (...words: readonly number[]) =>
  changed((inside) => {
    const all = Buffer.concat([inside.subarray(0, 40), Buffer.from(words)]);
    all.writeUInt32BE(words.length, 4);
    return all;
  });

test('what is only taken apart and put together again is read', () => {
  expect(decodeBuckets(changed((inside) => inside))).toEqual(latencies(1, 1, 5, 3000, 40_000_000));
  expect(decodeBuckets(counts(2, 5, 4))).toEqual({
    indexes: Uint16Array.of(0, 4),
    counts: Float64Array.of(1, 2),
  });
});

test.each([
  ['nothing', ''],
  ['no base64', '!!!'],
  ['some other text', Buffer.from('a histogram, honestly').toString('base64')],
  ['half of it', TEXT.slice(0, TEXT.length / 2)],
  ['another outer cookie', Buffer.from('0badc0de00000000', 'hex').toString('base64')],
  ['nothing inside', wrapped(deflateSync(Buffer.alloc(0)))],
  ['another inner cookie', at(0, 0x1c849301)],
  ['a longer payload than there is', at(4, 0xffffffff)],
  ['a shorter payload than there is', at(4, 1)],
  ['two significant digits', at(12, 2)],
  ['a lowest value of 2 µs', at(20, 2)],
  ['a word that never ends', counts(0x82)],
  ['a word too long by far', counts(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
  ['a count that no histogram holds', counts(0x80, 0x80, 0x80, 0x80, 0x20)],
])('%s is no histogram', (_, text) => {
  expect(decodeBuckets(text)).toBeNull();
});

/** So many empty buckets, as one word. */
const empty = (count: number): number[] => {
  const words: number[] = [];
  for (let rest = 2 * count - 1; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...words, rest];
    words.push((rest % 128) + 128);
  }
};

test('the last bucket may be filled, and nothing after it', () => {
  expect(decodeBuckets(counts(...empty(BUCKET_COUNT - 1), 2))).toMatchObject({ counts: Float64Array.of(1) });
  expect(decodeBuckets(counts(...empty(BUCKET_COUNT), 2))).toBeNull();
  expect(decodeBuckets(counts(...empty(BUCKET_COUNT + 1)))).toBeNull();
});

test('a few bytes that ask for hours of work, or for all memory, are refused at once', () => {
  const skips = counts(...empty(2 ** 50));
  const bomb = wrapped(deflateSync(Buffer.alloc(400e6), { level: 1 }));
  const seconds = cpuSeconds(() => expect([skips, bomb].map(decodeBuckets)).toEqual([null, null]));
  expect(seconds).toBeLessThan(0.1);
});

test('whatever the text, it is a histogram or none, and never an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(decodeBuckets(text)).toBeNull();
    }),
  );
  const anyBytes = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(anyBytes, (words) => {
      const read = decodeBuckets(counts(...words));
      for (const count of read?.counts ?? []) expect(count).toBeGreaterThan(0);
    }),
  );
});

test('a bit that was changed on the way is noticed', () => {
  fc.assert(
    fc.property(latenciesUs, fc.nat(), (values, where) => {
      const sent = createHistogram();
      for (const latencyUs of values) recordUs(sent, latencyUs);
      const bytes = Buffer.from(encodeHistogram(sent), 'base64');
      const position = 10 + (where % (bytes.length - 10));
      bytes[position] = bytes[position]! ^ 0x10;
      const read = decodeBuckets(bytes.toString('base64'));
      if (read !== null) expect(read).toEqual(latencies(...values));
    }),
  );
});
