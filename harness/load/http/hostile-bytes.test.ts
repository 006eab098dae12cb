import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnStreams } from './test/drawn-stream.ts';
import { feedPieces, newParser, split } from './test/fed.ts';

const LIMITS = { headBytes: 200, bodyBytes: 40, interimResponses: 1 };
const RUNS = { numRuns: 5000 };
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.constantFrom(
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    ':',
    ' ',
    '0\r\n',
    'ffffffffffffffff\r\n',
    'HTTP/1.1 100 \r\n\r\n',
    'Content-Length: 9',
  ),
);
/** A stream with a few bytes taken out and others put in. */
const spoilt = fc
  .tuple(drawnStreams, fc.array(fc.tuple(fc.nat(300), fc.nat(3), noise), { maxLength: 3 }))
  .map(([{ method, bytes }, changes]) => ({
    method,
    bytes: changes.reduce(
      (text, [at, taken, put]) => text.slice(0, at) + put + text.slice(at + taken),
      bytes,
    ),
  }));
const arbitrary = fc.record({
  method: fc.constantFrom('GET', 'HEAD'),
  bytes: fc.array(noise, { maxLength: 30 }).map((all) => all.join('')),
});
const hostile = fc.oneof({ weight: 4, arbitrary: spoilt }, arbitrary);
const places = fc.array(fc.nat(400), { maxLength: 12 });

test('how a stream is split changes nothing, nor does what the parser read before', () => {
  const parser = newParser(LIMITS);
  fc.assert(
    fc.property(hostile, places, fc.boolean(), ({ method, bytes }, at, ends) => {
      const fed = feedPieces([bytes], { method, ends, limits: LIMITS });
      expect(feedPieces(split(bytes, at), { method, ends, parser })).toEqual(fed);
    }),
    RUNS,
  );
});

test('whatever the bytes, nothing is thrown, no more is consumed than was given, and no more is kept than the limits allow', () => {
  const parser = newParser(LIMITS);
  const seen = { complete: 0, more: 0, failed: 0 };
  fc.assert(
    fc.property(hostile, places, ({ method, bytes }, at) => {
      const fed = feedPieces(split(bytes, at), { method, parser });
      seen[fed.outcome] += 1;
      if (fed.outcome === 'complete') expect(fed.consumed).toBeLessThanOrEqual(bytes.length);
      expect(parser.body.end - parser.body.start).toBeLessThanOrEqual(LIMITS.bodyBytes);
      expect(parser.failure === null).toBe(fed.outcome !== 'failed');
    }),
    RUNS,
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0.05 * RUNS.numRuns);
});

test('a stream without end is refused at a limit, whatever it repeats', () => {
  const heads = [
    '',
    'HTTP/1.1 200 ',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n',
  ];
  const repeated = [
    'A: b\r\n',
    'x',
    ' ',
    '1\r\nh\r\n',
    '0',
    ';a',
    'HTTP/1.1 100 \r\n\r\n',
    '1;abc\r\nx\r\n',
    '\r\n\r\n',
  ];
  for (const head of heads) {
    for (const again of repeated) {
      const bytes = head + again.repeat(300);
      const { outcome } = feedPieces(split(bytes, [50, 100, 150, 200, 250]), { limits: LIMITS });
      expect([head, again, outcome]).not.toEqual([head, again, 'more']);
    }
  }
});
