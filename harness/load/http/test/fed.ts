import { responseFields } from '../response-fields.ts';
import { ResponseParser } from '../response-parser.ts';
import type { FieldValue, ResponseFailure, ResponseLimits } from '../response.ts';

/** What became of bytes that were fed; text is latin1, and `consumed` counts from the first byte. */
export type Fed =
  | {
      readonly outcome: 'complete';
      readonly status: number;
      readonly keepAlive: boolean;
      readonly body: string;
      readonly wanted: readonly FieldValue[];
      readonly consumed: number;
    }
  | { readonly outcome: 'more' }
  | ({ readonly outcome: 'failed' } & ResponseFailure);

export interface FeedOptions {
  readonly method?: string;
  readonly limits?: Partial<ResponseLimits>;
  /** Whether the connection ends after the bytes. */
  readonly ends?: boolean;
  readonly parser?: ResponseParser;
}

const FIELDS = responseFields([{ name: 'X-Instance-Id', known: ['b-1', 'b-2', 'c-2'] }]);
/** Bytes before and after what is fed, which a parser must not look at: they would end a line. */
const MARGIN = Buffer.from('\r\n\r\n');

export const newParser = (limits: Partial<ResponseLimits> = {}): ResponseParser =>
  new ResponseParser({ fields: FIELDS, limits });

/** Feeds the pieces one after the other through one buffer, as a socket would: each overwrites the one before. */
export function feedPieces(pieces: readonly string[], options: FeedOptions = {}): Fed {
  const { method = 'GET', limits, ends = false, parser = newParser(limits) } = options;
  parser.expect(method);
  const shared = Buffer.alloc(Math.max(...pieces.map(({ length }) => length), 0) + 2 * MARGIN.length);
  let before = 0;
  for (const piece of pieces) {
    shared.fill('\r\n');
    const start = MARGIN.length;
    const end = start + shared.write(piece, start, 'latin1');
    const progress = parser.feed(shared, start, end);
    if (progress === 'complete') return completed(parser, before + parser.position - start);
    if (progress === 'failed') return { outcome: 'failed', ...parser.failure! };
    before += piece.length;
  }
  shared.fill('\r\n');
  if (!ends) return { outcome: 'more' };
  return parser.end() === 'complete' ? completed(parser, before) : { outcome: 'failed', ...parser.failure! };
}

/** The text cut before each of the places. */
export function split(text: string, places: readonly number[]): string[] {
  const edges = [
    0,
    ...places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b),
    text.length,
  ];
  return edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
}

function completed({ status, keepAlive, body, wanted }: ResponseParser, consumed: number): Fed {
  const text = body.buffer.toString('latin1', body.start, body.end);
  return { outcome: 'complete', status, keepAlive, body: text, wanted: [...wanted], consumed };
}
