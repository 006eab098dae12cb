import { type Case, failed, head, OK, sized } from './cases.ts';

const STATUS_LINE = /begin with a status line of HTTP/u;

/** Heads that are broken, or leave it open where the body ends. */
export const REFUSED_HEADS: readonly Case[] = [
  ...[
    'HTTP/2.0 200 OK',
    'HTTP/1.2 200 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 099 OK',
    'HTTP/1.1 2:0 OK',
    'HTTP/1.1 20/ OK',
    'HTTP/1.1 a00 OK',
    'HTTP/1.1 200\tOK',
    'HTTP/1.1 200 O\x00K',
    'HTTP/1.1 200 O\x7fK',
    'HTTP/1.1 200 OK\rX',
    'HTTP/1.1 200 OK\n',
    'HTTP/1.1 200\n',
    'http/1.1 200 OK',
    '\r\nHTTP/1.1 200 OK',
    'ICE/1.1 200 OK',
  ].map((line): Case => [
    `the line ${JSON.stringify(line)}`,
    `${line}\r\nContent-Length: 0\r\n\r\n`,
    failed('malformed', STATUS_LINE),
  ]),
  ['a folded line', sized('', 'A: b', ' c'), failed('malformed', /begins with a space/u)],
  ['a line that begins with a tab', head('\tA: b'), failed('malformed', /begins with a space/u)],
  ['a line without a name', head(': b'), failed('malformed', /has no name/u)],
  ['a space before the colon', head('Content-Length : 0'), failed('malformed', /name with a byte/u)],
  ['a line without a colon', head('Content'), failed('malformed', /name with a byte/u)],
  ['a name with a high byte', head('Caf\xe9: x'), failed('malformed', /name with a byte/u)],
  ['a value with a zero byte', head('A: b\0c'), failed('malformed', /control character/u)],
  ['a value with a DEL', head('A: b\x7fc'), failed('malformed', /control character/u)],
  [
    'a value that ends in a bare line feed',
    head('A: b\nC: d'),
    failed('malformed', /control character, or no carriage/u),
  ],
  ['a bare carriage return in a value', head('A: b\rc'), failed('malformed', /carriage return without/u)],
  [
    'two carriage returns at the end',
    `${OK.slice(0, 36)}\r\r\n`,
    failed('malformed', /carriage return without/u),
  ],
  ['a bare line feed at the end', 'HTTP/1.1 200 OK\r\n\n', failed('malformed', /name with a byte/u)],
  ...['', '-1', '+1', '0x5', '5 5', '5,5', '5:', '5/', '1e1', '5;', '9007199254740992', '9'.repeat(400)].map(
    (length): Case => [
      `the length ${JSON.stringify(length)}`,
      head(`Content-Length: ${length}`),
      failed('ambiguous-length', /Content-Length that is no number/u),
    ],
  ),
  [
    'lengths that differ',
    sized('hello', 'Content-Length: 6'),
    failed('ambiguous-length', /two Content-Lengths that differ/u),
  ],
  [
    'a length of zero, then another',
    head('Content-Length: 0', 'Content-Length: 5'),
    failed('ambiguous-length', /differ/u),
  ],
  [
    'a length and chunks',
    head('Content-Length: 0', 'Transfer-Encoding: chunked'),
    failed('ambiguous-length', /both/u),
  ],
  [
    'chunks and a length',
    head('Transfer-Encoding: chunked', 'Content-Length: 0'),
    failed('ambiguous-length', /both/u),
  ],
  ...['', 'gzip', 'gzip, chunked', 'chunked, chunked', 'chunked;q=1', 'identity', 'xchunked', 'chunke'].map(
    (coding): Case => [
      `the coding ${JSON.stringify(coding)}`,
      head(`Transfer-Encoding: ${coding}`),
      failed('ambiguous-length', /other than one "chunked"/u),
    ],
  ),
  [
    'chunks said twice',
    head('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
    failed('ambiguous-length', /other than one/u),
  ],
  [
    'chunks in HTTP/1.0',
    'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    failed('ambiguous-length', /HTTP\/1.0/u),
  ],
];
