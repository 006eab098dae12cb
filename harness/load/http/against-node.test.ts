import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnStreams, type DrawnStream } from './test/drawn-stream.ts';
import { type Fed, feedPieces } from './test/fed.ts';
import { askNode, type NodeOutcome } from './test/node-client.ts';

interface Difference {
  readonly reason: string;
  /** Ours, then Node's; a pair of 'complete' differs in `keepAlive` alone. */
  readonly outcomes: `${Fed['outcome']}, ${NodeOutcome['outcome']}`;
  /** Only bytes like these may differ so. */
  readonly bytes: RegExp;
}

/** All in which this parser means to differ from the strict mode of Node's (llhttp 9). */
const DIFFERENCES: readonly Difference[] = [
  {
    reason: 'only chunks can be read: Node takes other codings for a body that the connection ends',
    outcomes: 'failed, complete',
    bytes: /^transfer-encoding:(?![ \t]*chunked[ \t]*\r$)|^transfer-encoding:[^]*^transfer-encoding:/imu,
  },
  {
    reason: 'HTTP/1.0 has no Transfer-Encoding, so that the framing is at fault (RFC 9112, 6.1)',
    outcomes: 'failed, complete',
    bytes: /HTTP\/1\.0[^]*transfer-encoding/iu,
  },
  { reason: 'the engine speaks HTTP/1.0 and 1.1 only', outcomes: 'failed, complete', bytes: /HTTP\/2\.0/u },
  {
    reason: 'empty lines before a response were not asked for',
    outcomes: 'failed, complete',
    bytes: /(^|\r\n\r\n)\r\nHTTP/u,
  },
  {
    reason: 'a reason phrase is text (RFC 9112, 4)',
    outcomes: 'failed, complete',
    bytes: / O[^\P{Cc}]K\r\n/u,
  },
  { reason: 'no other protocol was asked for', outcomes: 'failed, complete', bytes: /HTTP\/1\.[01] 101/u },
  { reason: 'no status is below 100', outcomes: 'failed, complete', bytes: /HTTP\/1\.[01] 099/u },
  {
    reason: 'equal lengths may be said twice (RFC 9110, 8.6)',
    outcomes: 'complete, failed',
    bytes: /^content-length: *0*(\d+)\s[^]*^content-length: *0*\1\s/imu,
  },
  {
    reason: 'trailers that frame a message are ignored (RFC 9110, 6.5.1)',
    outcomes: 'complete, failed',
    bytes: /chunked[^]*\r\n0[^]*Content-Length: 1\r\n/iu,
  },
  {
    reason: 'what an interim response says of the connection is not yet the end of it',
    outcomes: 'complete, failed',
    bytes: /HTTP\/1\.(0 1|1 1[^]*connection:[^\r]*close)[^]*HTTP/iu,
  },
  {
    reason: 'extensions are skipped, whatever their grammar: they frame nothing',
    outcomes: 'complete, failed',
    bytes: /\r\n0*[0-9a-f]+;(\r| a|a="b\r|a b)/iu,
  },
  {
    reason: 'Proxy-Connection is no header of HTTP',
    outcomes: 'complete, complete',
    bytes: /Proxy-Connection/u,
  },
  {
    reason: 'close wins over keep-alive, also in HTTP/1.0 (RFC 9112, 9.3)',
    outcomes: 'complete, complete',
    bytes: /HTTP\/1\.0[^]*connection:/iu,
  },
  {
    reason: 'an answer to HEAD needs no length for the connection to be kept',
    outcomes: 'complete, complete',
    bytes: /HTTP\/1\.[01] [2-9](?![^]*\r\n(content-length|transfer-encoding):)/iu,
  },
];

/** What the connection holds, as far as Node can say it. */
function inNodesWords(fed: Fed): object {
  if (fed.outcome !== 'complete') return { outcome: fed.outcome };
  const { status, keepAlive, body, wanted } = fed;
  const [value] = wanted;
  return {
    outcome: 'complete',
    status,
    keepAlive,
    body,
    replica: value?.kind === 'absent' ? undefined : value?.text,
  };
}

const withoutCode = (node: NodeOutcome): object => (node.outcome === 'failed' ? { outcome: 'failed' } : node);
const isAlike = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The place of the difference that explains what the two make of a stream; null when they agree. */
async function compare({ method, bytes }: DrawnStream): Promise<number | null> {
  const ours = feedPieces([bytes], { method, ends: true });
  const read = ours.outcome === 'complete' ? bytes.slice(0, ours.consumed) : bytes;
  const node = await askNode(read, method);
  if (isAlike(inNodesWords(ours), withoutCode(node))) {
    // To the byte: with one less, Node would still be waiting.
    const isEnded = feedPieces([bytes], { method }).outcome === 'complete';
    if (isEnded) expect(await askNode(read.slice(0, -1), method)).toMatchObject({ outcome: 'failed' });
    return null;
  }
  const outcomes = `${ours.outcome}, ${node.outcome}` as const;
  const place = DIFFERENCES.findIndex((row) => row.outcomes === outcomes && row.bytes.test(read));
  if (
    place < 0 ||
    (outcomes === 'complete, complete' &&
      !isAlike({ ...inNodesWords(ours), keepAlive: 0 }, { ...node, keepAlive: 0 }))
  ) {
    expect(inNodesWords(ours)).toEqual(withoutCode(node));
  }
  return place;
}

test('a stream is what it is to Node, but for differences that are meant, and each of those is seen', async () => {
  const seen = { same: 0, byDifference: DIFFERENCES.map(() => 0), complete: 0 };
  await fc.assert(
    fc.asyncProperty(drawnStreams, async (stream) => {
      const place = await compare(stream);
      if (place === null) seen.same += 1;
      else seen.byDifference[place] = (seen.byDifference[place] ?? 0) + 1;
      if (feedPieces([stream.bytes], { method: stream.method }).outcome === 'complete') seen.complete += 1;
    }),
    { numRuns: 6000 },
  );
  expect(seen.same).toBeGreaterThan(0.75 * 6000);
  expect(seen.complete).toBeGreaterThan(0.3 * 6000);
  expect(
    DIFFERENCES.filter((_, place) => seen.byDifference[place] === 0).map(({ reason }) => reason),
  ).toEqual([]);
});
