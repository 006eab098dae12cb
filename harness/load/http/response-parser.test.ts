import { describe, expect, test } from 'vitest';
import { type Case, CHUNKED, head, OK, sized, whole } from './test/cases.ts';
import { COMPLETE_CASES } from './test/complete-cases.ts';
import { feedPieces, newParser, split } from './test/fed.ts';
import { REFUSED_CHUNKS, REFUSED_STREAMS } from './test/refused-bodies.ts';
import { REFUSED_HEADS } from './test/refused-heads.ts';

const bothWays = (text: string): string[][] => [
  ...Array.from({ length: text.length + 1 }, (_, place) => split(text, [place])),
  text.split(''),
];

/** Whole, split at every place, and byte by byte. */
function expectHowever([, text, expected, options]: Case): void {
  const fed = feedPieces([text], options);
  expect(fed).toEqual(expected);
  for (const pieces of bothWays(text)) expect(feedPieces(pieces, options)).toEqual(fed);
}

describe('however it is split, a response is read with', () => {
  for (const [name, text, expected, options] of COMPLETE_CASES) {
    test(name, () => {
      const surplus = options?.ends === true ? '' : 'HTTP/1.1 500 surplus\r\n';
      for (const bytes of [text, text + surplus]) {
        expectHowever([name, bytes, { ...expected, consumed: text.length }, options]);
      }
    });
  }
});

describe('however it is split, refused is', () => {
  for (const refused of [...REFUSED_HEADS, ...REFUSED_CHUNKS, ...REFUSED_STREAMS]) {
    test(refused[0], () => expectHowever(refused));
  }
});

test('every part of a response is no response, and asks for more', () => {
  for (const text of [
    OK,
    `${CHUNKED}5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n`,
    `HTTP/1.1 100 \r\n\r\n${sized('x')}`,
  ]) {
    for (let end = 0; end < text.length; end += 1) {
      expect(feedPieces([text.slice(0, end)])).toEqual({ outcome: 'more' });
    }
  }
});

test('a body in one piece is looked at where it was fed, and is not copied', () => {
  for (const text of [OK, `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`]) {
    const parser = newParser();
    const buffer = Buffer.from(`....${text}`);
    parser.expect('GET');
    expect(parser.feed(buffer, 4, buffer.length)).toBe('complete');
    expect(parser.body.buffer).toBe(buffer);
    expect([parser.body.start, parser.body.end]).toEqual([
      buffer.indexOf('hello'),
      buffer.indexOf('hello') + 5,
    ]);
  }
});

test('bodies in pieces share one buffer from response to response', () => {
  const parser = newParser();
  feedPieces(OK.split(''), { parser });
  const { buffer } = parser.body;
  expect(feedPieces(sized('world').split(''), { parser })).toMatchObject({
    outcome: 'complete',
    body: 'world',
  });
  expect(parser.body.buffer).toBe(buffer);
});

test('nothing of a response is left in the next, also when it failed', () => {
  const parser = newParser();
  const first = [
    sized('', 'Connection: close', 'X-Instance-Id: b-1'),
    head('X-Instance-Id: b-1', 'Content-Le'),
    `${CHUNKED}0;ext\r\nA`,
    'HTTP/1.0 200 OK\r\nX-Instance-Id: unfini',
    `HTTP/1.1 100 \r\n\r\n${head('X-Instance-Id: b-1', 'Content-Length: x')}`,
    head('Content-Length: 9') + 'cut',
    head() + 'unended',
    'nonsense',
  ];
  for (const before of first) {
    for (const text of [OK, `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`]) {
      feedPieces(split(before, [before.length - 2]), { parser, ends: true });
      expect(feedPieces([text], { parser })).toEqual(whole('hello', { consumed: text.length }));
      expect(parser.failure).toBeNull();
    }
  }
});

test('bytes that nobody asked for are a failure that stays, and an end is none', () => {
  const parser = newParser();
  const bytes = Buffer.from(OK);
  expect(parser.end()).toBe('idle');
  expect(parser.feed(bytes, 3, 3)).toBe('more');
  expect(parser.feed(bytes, 0, bytes.length)).toBe('failed');
  expect(parser.failure).toEqual({ kind: 'unasked', message: 'Bytes came that no request had asked for.' });
  expect([parser.feed(bytes, 0, bytes.length), parser.end(), parser.failure?.kind]).toEqual([
    'failed',
    'failed',
    'unasked',
  ]);
  feedPieces([OK], { parser });
  expect(parser.end()).toBe('idle');
  expect(parser.feed(bytes, 0, 1)).toBe('failed');
});

test('a failure stays what it was, whatever comes after it', () => {
  const parser = newParser();
  expect(feedPieces([head('A : b')], { parser })).toMatchObject({ kind: 'malformed' });
  expect(parser.feed(Buffer.from(OK), 0, OK.length)).toBe('failed');
  expect([parser.end(), parser.failure?.kind]).toEqual(['failed', 'malformed']);
});

test('the limits are those of the project when none are given', () => {
  const line = (length: number): string => head('Content-Length: 0', `A: ${'x'.repeat(length - 43)}`);
  expect(feedPieces([line(16_384)])).toMatchObject({ outcome: 'complete', consumed: 16_384 });
  expect(feedPieces([line(16_385)])).toMatchObject({ kind: 'too-large' });
  expect(feedPieces([head('Content-Length: 1048576')])).toEqual({ outcome: 'more' });
  expect(feedPieces([head('Content-Length: 1048577')])).toMatchObject({ kind: 'too-large' });
  expect(feedPieces(['HTTP/1.1 100 \r\n\r\n'.repeat(10)])).toEqual({ outcome: 'more' });
  expect(feedPieces(['HTTP/1.1 100 \r\n\r\n'.repeat(11)])).toMatchObject({ kind: 'too-large' });
});
