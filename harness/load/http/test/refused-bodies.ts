import { type Case, CHUNKED, failed, head, OK } from './cases.ts';

const SIZE = /size that is no hexadecimal number/u;

/** Chunks that are broken. */
export const REFUSED_CHUNKS: readonly Case[] = [
  ...[
    '\r\n',
    'g\r\n',
    ' 1\r\n',
    '1 \r\n',
    '0x1\r\n',
    '-1\r\n',
    '1\n',
    '@\r\n',
    '`\r\n',
    ':\r\n',
    '/\r\n',
    ';a\r\n',
    '00000000000000001\r\n',
  ].map((size): Case => [
    `the chunk ${JSON.stringify(size)}`,
    `${CHUNKED}${size}h\r\n0\r\n\r\n`,
    failed('malformed', SIZE),
  ]),
  ...[
    '1\rh\r\n',
    '1\r\nhe\r\n',
    '1\r\nh\n0\r\n\r\n',
    '1\r\nh\r0\r\n',
    '1;a\nh\r\n',
    '1;a\0\r\nh\r\n',
    '1;a\rh\r\n',
  ].map((chunk): Case => [
    `the end of ${JSON.stringify(chunk)}`,
    `${CHUNKED}${chunk}0\r\n\r\n`,
    failed('malformed', /part that does not end/u),
  ]),
  ['a broken trailer', `${CHUNKED}0\r\nA : b\r\n\r\n`, failed('malformed', /name with a byte/u)],
  ['a folded trailer', `${CHUNKED}0\r\nA: b\r\n c\r\n\r\n`, failed('malformed', /begins with a space/u)],
];

/** What goes beyond a limit, is cut, or becomes another protocol. */
export const REFUSED_STREAMS: readonly Case[] = [
  [
    '101',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    failed('switched-protocols', /another protocol/u),
  ],
  [
    'a head above the limit',
    head(`A: ${'x'.repeat(57)}`, 'Content-Length: 0'),
    failed('too-large', /head .* longer than 99 bytes/u),
    { limits: { headBytes: 99 } },
  ],
  [
    'a reason above the limit',
    `HTTP/1.1 200 ${'x'.repeat(99)}`,
    failed('too-large', /head .* longer than 99 bytes/u),
    { limits: { headBytes: 99 } },
  ],
  [
    'a length above the limit',
    head('Content-Length: 6'),
    failed('too-large', /body is longer than 5 bytes/u),
    { limits: { bodyBytes: 5 } },
  ],
  [
    'a chunk above the limit',
    `${CHUNKED}6\r\n`,
    failed('too-large', /body is longer than 5 bytes/u),
    { limits: { bodyBytes: 5 } },
  ],
  [
    'chunks above the limit',
    `${CHUNKED}3\r\nhel\r\n3\r\n`,
    failed('too-large', /body is longer than 5 bytes/u),
    { limits: { bodyBytes: 5 } },
  ],
  ['a chunk beyond all numbers', `${CHUNKED}ffffffffffffffff1\r\n`, failed('too-large', /body is longer/u)],
  [
    'no length, above the limit',
    head() + 'hello!',
    failed('too-large', /body is longer than 5 bytes/u),
    { limits: { bodyBytes: 5 } },
  ],
  [
    'extensions above the limit',
    `${CHUNKED}1;${'x'.repeat(40)}\r\nh\r\n1;${'x'.repeat(41)}`,
    failed('too-large', /extensions and trailers are longer than 80 bytes/u),
    { limits: { headBytes: 80 } },
  ],
  [
    'trailers above the limit',
    `${CHUNKED}1;${'x'.repeat(40)}\r\nh\r\n0\r\nA: ${'x'.repeat(38)}`,
    failed('too-large', /extensions and trailers are longer than 80 bytes/u),
    { limits: { headBytes: 80 } },
  ],
  [
    'more interim responses than may be',
    'HTTP/1.1 100 \r\n\r\n'.repeat(3),
    failed('too-large', /more than 2 interim/u),
    { limits: { interimResponses: 2 } },
  ],
  ['nothing', '', failed('no-response', /before a response began/u), { ends: true }],
  ['one byte', 'H', failed('cut', /within the head/u), { ends: true }],
  ['a head without its end', OK.slice(0, 30), failed('cut', /within the head/u), { ends: true }],
  ['an interim response alone', 'HTTP/1.1 100 \r\n\r\n', failed('cut', /within the head/u), { ends: true }],
  [
    'a part of a body',
    OK.slice(0, -2),
    failed('cut', /within the body, after 3 of 5 bytes/u),
    { ends: true },
  ],
  [
    'a part of a chunk',
    `${CHUNKED}5\r\nhel`,
    failed('cut', /within the body, after 3 bytes/u),
    { ends: true },
  ],
  [
    'chunks without the last',
    `${CHUNKED}5\r\nhello\r\n`,
    failed('cut', /within the body, after 5 bytes/u),
    { ends: true },
  ],
  [
    'the last chunk without its end',
    `${CHUNKED}0\r\n`,
    failed('cut', /within the body, after 0 bytes/u),
    { ends: true },
  ],
];
