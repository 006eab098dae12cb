import { isAccepted, operationsNamed } from '../../history/operation.ts';
import type { Operation } from '../../history/operation.ts';
import type { Check, History } from '../check.ts';
import { type Judgement, verdictOf, type Violation } from '../verdict.ts';

type LogScan = Operation<'log-scan'>;

/** No part writes a token, a password or a session's key to its log, where many more people read than may use it. */
export const noSecretInLogs = (): Check => ({
  name: 'no-secret-in-logs',
  claim: 'No token, password or session key is in any log, although tokens were sent in URLs.',
  judge,
});

/** A secret in a query, as `clean` leaves it: its hash, or the name of what stood there. */
const IN_QUERY = /[?&][\w-]*token[\w-]*=[^\s&"]*#/iu;

function judge({ operations }: History): Judgement {
  const scans = operationsNamed(operations, 'log-scan');
  const inUrls = operationsNamed(operations, 'stream').filter(isAccepted).length;
  const lines = scans.reduce((sum, { input }) => sum + input.lines, 0);
  const leaking = scans.filter(({ input }) => input.leaked > 0);
  const byPart = [...Map.groupBy(leaking, ({ input }) => input.part).values()];
  const nothing = lines === 0 ? 'no part wrote a log' : 'no token was sent in a URL';
  return {
    verdict: verdictOf(byPart.map(violationOf), inUrls === 0 ? 0 : lines, nothing),
    summary: `${lines} lines of ${scans.length} logs, ${leaking.reduce((sum, { input }) => sum + input.leaked, 0)} of them with a secret`,
    evidence: [
      {
        kind: 'table',
        title: 'Logs',
        columns: ['stage', 'part', 'lines', 'with a secret', 'the first, without it'],
        rows: scans.map(({ stage, input }) => [
          stage,
          input.part,
          input.lines,
          input.leaked,
          input.leaks[0] ?? null,
        ]),
      },
    ],
  };
}

function violationOf(scans: readonly LogScan[]): Violation {
  const part = scans[0]?.input.part ?? '';
  const leaked = scans.reduce((sum, { input }) => sum + input.leaked, 0);
  const total = scans.reduce((sum, { input }) => sum + input.lines, 0);
  const name = part === 'nginx' ? 'proxy' : part;
  const isInQuery = scans.some(({ input }) => input.leaks.some((line) => IN_QUERY.test(line)));
  return {
    anomaly: 'secret-in-log',
    message: `the log of ${name} has a token, password or session key in ${leaked} of ${total} lines`,
    operations: scans.map(({ index }) => index),
    culprits: [name],
    cause: isInQuery
      ? `${name} logs the whole URL, with the token in its query`
      : `${name} logs what was sent to it or what it answered`,
  };
}
