import { expect, test } from 'vitest';
import type { FeedRecord } from '../../feed/record.ts';
import { AGGREGATE, CHAIN, listingOf, recordOf, rewrite, SIGNER, story } from '../../feed/test/feed-story.ts';
import { feedIsInstallable } from './feed-is-installable.ts';
import { historyOf } from './test/feed-history.ts';

const judge = (...records: readonly FeedRecord[]) => feedIsInstallable().judge(historyOf(...records));

test('a good feed is valid by as many clients as were judged, and the table says what each did', () => {
  const told = story(CHAIN);
  const { verdict, evidence, summary } = judge(recordOf({ ...told, listing: listingOf(told) }));
  expect(verdict).toEqual({ status: 'valid', examined: 3 });
  expect(summary).toBe('3 of 3 clients judged, 0 failures, 0 warnings and policies');
  expect(evidence.map(({ title }) => title)).toEqual([
    'Clients and endpoints',
    `Assets (clients have key ${SIGNER.id})`,
  ]);
  expect(evidence[0]).toMatchObject({ rows: { length: 9 } });
});

test('a failure is a violation that names the finding, the culprit, the cause, and the operations that show it', () => {
  const told = story([AGGREGATE]);
  rewrite(told, 'latest.json', ({ platforms }) => void delete platforms['linux-x86_64']);
  expect(judge(recordOf(told)).verdict).toEqual({
    status: 'invalid',
    violations: [
      {
        anomaly: 'key-missing',
        message:
          '1 of 3 clients (linux-x86_64) get: None of the fallback platforms `["linux-x86_64"]` were found in the response `platforms` object',
        operations: [0, 1],
        culprits: [AGGREGATE],
        cause: expect.stringMatching(/latest\.json has no 'linux-x86_64'\. Add the entry of 'linux-x86_64'/u),
      },
    ],
  });
});

test('what no client minds is evidence and no violation', () => {
  const told = story([AGGREGATE]);
  told.published.delete('latest.json.sig');
  const { verdict, evidence } = judge(recordOf(told));
  expect(verdict.status).toBe('valid');
  expect(evidence[0]).toMatchObject({
    title: 'Findings',
    rows: [['policy', 'manifest-unsigned', null, expect.any(String), expect.any(String), expect.any(String)]],
  });
});

test('what was not fetched, or not asked, is unknown', () => {
  expect(judge().verdict).toEqual({ status: 'unknown', reason: 'no feed was asked' });
  expect(judge({ ...recordOf(story([AGGREGATE])), fetches: [] }).verdict).toEqual({
    status: 'unknown',
    reason: `windows-x86_64, darwin-aarch64, linux-x86_64: ${AGGREGATE}: not fetched`,
  });
  expect(judge(recordOf(story([AGGREGATE], { clients: [] }))).verdict).toEqual({
    status: 'unknown',
    reason: 'no client could be judged',
  });
});

test('one client that cannot be judged makes it unknown, and a failure beside it invalid', () => {
  const told = story([AGGREGATE], { pubkey: null });
  expect(judge(recordOf(told)).verdict.status).toBe('unknown');
  told.published.delete('latest.json');
  expect(judge(recordOf(told)).verdict.status).toBe('invalid');
});

test('that nobody said what is installed is said', () => {
  expect(judge(recordOf(story([AGGREGATE], { currentVersion: null }))).summary).toContain(
    'whether the version is newer was not judged',
  );
});

test('feeds of two stages are judged each by its own', () => {
  const bad = story([AGGREGATE]);
  bad.published.delete('latest.json');
  const { verdict } = judge(recordOf(story([AGGREGATE])), recordOf(bad));
  expect(verdict).toMatchObject({
    status: 'invalid',
    violations: [{ anomaly: 'manifest-not-found', operations: { length: 2 } }],
  });
});

test('clients that nobody named survive the way through a history', () => {
  const told = story([AGGREGATE], { anyClient: true });
  expect(judge(recordOf(told)).verdict.status).toBe('valid');
});
