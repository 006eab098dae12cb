import * as fc from 'fast-check';

/** Bytes (latin1) of one connection, and the method of the request they may answer. */
export interface DrawnStream {
  readonly method: string;
  readonly bytes: string;
}

/** Mostly the first; the others are what is rare, or broken. */
const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 8 * others.length, arbitrary: fc.constant(usual) },
    ...others.map((other) => fc.constant(other)),
  );

const protocol = mostly(
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/1.0',
  'HTTP/1.0',
  'HTTP/2.0',
  'HTTP/1.2',
  'http/1.1',
  '\r\nHTTP/1.1',
);
const status = fc.oneof(
  { weight: 3, arbitrary: mostly('200', '404', '503', '204', '304', '201', '999') },
  { weight: 1, arbitrary: mostly('200', '101', '20', '2000', '2x0', '099', '100') },
);
const reason = mostly(' OK', '', ' ', ' Not\tFound', ' \xe9', 'OK', ' O\x01K', '  OK');
const lineEnd = fc.oneof(
  { weight: 60, arbitrary: fc.constant('\r\n') },
  fc.constantFrom('\n', '\r', '\r\r\n', '\r\n\r\n'),
);

const connection = fc
  .tuple(
    mostly('Connection', 'connection', 'CONNECTION', 'Proxy-Connection'),
    fc.array(fc.constantFrom('close', 'Close', 'keep-alive', 'Keep-Alive', 'upgrade', 'closed', 'x', ''), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.constantFrom(',', ', ', ' , ', '\t,'),
  )
  .map(([name, words, comma]) => `${name}: ${words.join(comma)}`);
const replica = fc
  .tuple(
    mostly('X-Instance-Id', 'x-instance-id'),
    fc.constantFrom('b-1', 'b-2', 'b-9', ' b-1 \t', '', 'b-1\xe9'),
  )
  .map(([name, value]) => `${name}:${value}`);
const other = fc.constantFrom(
  'Server: nginx',
  'A:',
  "!#$%&'*+-.^_`|~9: x",
  'Set-Cookie: a=b; c="d"',
  'Upgrade: x',
  'X: \t y \t',
  'X: \x80\xff',
  'Content-Lengt: 4',
  'Content-Length-X: 4',
);
const brokenLine = fc.constantFrom(
  'A : b',
  ' A: b',
  '\tb',
  ': b',
  'A',
  'A: b\r\n c',
  'A\x80: b',
  'A: b\x00c',
  'A: \x7f',
  'A: b\nC: d',
  'A: b\rC: d',
  '(A): b',
);
const fields = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: other },
    { weight: 8, arbitrary: connection },
    { weight: 8, arbitrary: replica },
    { weight: 1, arbitrary: brokenLine },
  ),
  { maxLength: 4 },
);

const content = fc.oneof(
  fc.constantFrom('', 'hello', '0\r\n\r\n', '\r\n', 'HTTP/1.1 200 OK\r\n\r\n'),
  fc.string({ maxLength: 30, unit: 'binary-ascii' }),
);
const sizedLine = (bytes: number): fc.Arbitrary<string> =>
  mostly(
    `${bytes}`,
    `0${bytes}`,
    ` ${bytes} \t`,
    `${bytes + 1}`,
    `${Math.max(0, bytes - 1)}`,
    `+${bytes}`,
    `${bytes}x`,
    '',
    `${bytes}, ${bytes}`,
    '18446744073709551616',
  ).map((value) => `Content-Length: ${value}`);
const sized = content.chain((body) =>
  fc
    .tuple(
      sizedLine(body.length),
      mostly(
        '',
        '',
        `\r\nContent-Length: ${body.length}`,
        '\r\nContent-Length: 3',
        '\r\nTransfer-Encoding: chunked',
      ),
    )
    .map(([line, more]) => ({ framing: line + more, body })),
);

const extension = mostly('', ';a', ';a=b', ';a="b;c"', ';a;b=c', ' ', ';', ' ;a', ';a="b', ';a\x01', ';a b');
const chunk = fc
  .tuple(
    fc.string({ minLength: 1, maxLength: 20, unit: 'binary-ascii' }),
    fc.boolean(),
    mostly('', '0', '000', 'g', '-'),
    extension,
    lineEnd,
    lineEnd,
  )
  .map(([data, isCapital, zeros, extra, first, second]) => {
    const size = data.length.toString(16);
    return `${zeros}${isCapital ? size.toUpperCase() : size}${extra}${first}${data}${second}`;
  });
const trailer = fc.oneof(
  { weight: 8, arbitrary: other },
  { weight: 1, arbitrary: brokenLine },
  { weight: 1, arbitrary: fc.constant('Content-Length: 1') },
);
const chunked = fc
  .record({
    coding: mostly(
      'chunked',
      'Chunked',
      ' chunked ',
      'gzip',
      'gzip, chunked',
      'chunked, gzip',
      'chunked, chunked',
      '',
      'xchunked',
    ),
    more: mostly('', '\r\nTransfer-Encoding: chunked', '\r\nContent-Length: 5'),
    chunks: fc.array(chunk, { maxLength: 3 }),
    last: mostly('0', '000', '0;a=b', '', 'x'),
    trailers: fc.array(trailer, { maxLength: 2 }),
    end: lineEnd,
  })
  .map(({ coding, more, chunks, last, trailers, end }) => ({
    framing: `Transfer-Encoding: ${coding}${more}`,
    body: [...chunks, `${last}\r\n`, ...trailers.map((line) => `${line}\r\n`), end].join(''),
  }));
const untilClose = content.map((body) => ({ framing: null, body }));

const interim = fc
  .tuple(
    mostly('100 Continue', '103 Early Hints', '102 ', '199', '110 x'),
    fc.array(fc.oneof(other, replica, fc.constantFrom('Content-Length: 3', 'Connection: close')), {
      maxLength: 2,
    }),
  )
  .map(([line, lines]) => [`HTTP/1.1 ${line}`, ...lines, '', ''].join('\r\n'));

const response = fc
  .record({
    protocol,
    status,
    reason,
    fields,
    at: fc.nat(4),
    end: lineEnd,
    message: fc.oneof({ weight: 4, arbitrary: sized }, { weight: 4, arbitrary: chunked }, untilClose),
    last: lineEnd,
  })
  .map(({ message, ...head }) => {
    const lines = message.framing === null ? head.fields : head.fields.toSpliced(head.at, 0, message.framing);
    const first = `${head.protocol} ${head.status}${head.reason}${head.end}`;
    return `${first}${lines.map((line) => `${line}\r\n`).join('')}${head.last}${message.body}`;
  });

/** Streams that a server may send, whole, cut or with more behind, and many that it may not. */
export const drawnStreams: fc.Arbitrary<DrawnStream> = fc
  .record({
    method: mostly('GET', 'HEAD', 'POST'),
    interims: fc.oneof(
      { weight: 4, arbitrary: fc.constant<string[]>([]) },
      fc.array(interim, { maxLength: 2 }),
    ),
    response,
    surplus: mostly('', 'x', '\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    cut: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat() }),
  })
  .map(({ method, interims, response, surplus, cut }) => {
    const bytes = interims.join('') + response + surplus;
    return { method, bytes: cut === null ? bytes : bytes.slice(0, cut % (bytes.length + 1)) };
  });
