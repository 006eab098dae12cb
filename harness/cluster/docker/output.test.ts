import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplex, splitLines } from './output.ts';

const frame = (stream: 1 | 2, text: string): Buffer => {
  const payload = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
};

const cut = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

/** What arrives on each stream when the bytes come in pieces of `size`. */
function received(bytes: Buffer, size: number): { readonly out: string[]; readonly err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  const sink = demultiplex(
    splitLines((line) => out.push(line)),
    splitLines((line) => err.push(line)),
  );
  for (const piece of cut(bytes, size)) sink.write(piece);
  sink.end();
  return { out, err };
}

test('keeps stdout and stderr apart, and lines and letters whole, in pieces of any size', () => {
  const bytes = Buffer.concat([
    frame(1, 'grü'),
    frame(2, 'über 🚀\n'),
    frame(1, 'ße\nzwei\r\n'),
    frame(1, 'ohne Ende'),
  ]);
  assert(
    property(integer({ min: 1, max: bytes.length }), (size) => {
      expect(received(bytes, size)).toEqual({ out: ['grüße', 'zwei', 'ohne Ende'], err: ['über 🚀'] });
    }),
  );
});

test('takes 10,000 frames in one piece', () => {
  const bytes = Buffer.concat(Array.from({ length: 10_000 }, () => frame(1, '\n')));
  expect(received(bytes, bytes.length).out).toHaveLength(10_000);
});

test('cuts a line that never ends', () => {
  const lines = received(frame(2, 'x'.repeat(200_000)), 4096).err;
  expect(lines.map((line) => line.length)).toEqual([65_536, 65_536, 65_536, 3392]);
});
