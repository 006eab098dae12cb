import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { noSecretInLogs } from './log-leaks.ts';

const common = {
  process: 0,
  key: '',
  stage: 's',
  route: '',
  invokedNs: 0,
  completedNs: 0,
  outcome: 'ok',
  status: 200,
  code: null,
  replica: null,
  upstream: null,
  reason: null,
  problems: [],
} as const;

const scan = (index: number, part: string, lines: number, leaks: string[] = []): AnyOperation => ({
  ...common,
  index,
  f: 'log-scan',
  input: { part, lines, leaked: leaks.length, leaks },
  output: null,
});
const stream: AnyOperation = {
  ...common,
  index: 0,
  f: 'stream',
  input: {
    user: 'u',
    clientType: 'desktop',
    connection: 'c',
    client: 'raw',
    lastEventId: null,
    credential: 'valid',
  },
  output: {},
};
const judge = (...operations: AnyOperation[]) => noSecretInLogs().judge({ operations, stages: [] }).verdict;

test('is valid when tokens were sent in URLs and no log has one', () => {
  expect(judge(stream, scan(1, 'nginx', 10), scan(2, 'b-1', 20))).toEqual({ status: 'valid', examined: 30 });
});

test('names each part that logs a secret, and says how it got there', () => {
  const verdict = judge(
    stream,
    scan(1, 'nginx', 10, ['GET /events?token=#12ab']),
    scan(2, 'b-1', 20, ['body {"accessToken":"#12ab"}', 'x']),
  );
  expect(verdict).toMatchObject({
    violations: [
      {
        anomaly: 'secret-in-log',
        operations: [1],
        culprits: ['proxy'],
        cause: 'proxy logs the whole URL, with the token in its query',
      },
      {
        message: 'the log of b-1 has a token, password or session key in 2 of 20 lines',
        culprits: ['b-1'],
        cause: expect.stringMatching(/what was sent/u),
      },
    ],
  });
});

test('shows nothing without logs, or when no URL had a token', () => {
  expect(judge(stream)).toEqual({ status: 'unknown', reason: 'no part wrote a log' });
  expect(judge(scan(1, 'nginx', 3))).toEqual({ status: 'unknown', reason: 'no token was sent in a URL' });
});
