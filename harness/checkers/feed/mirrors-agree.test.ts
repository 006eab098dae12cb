import { expect, test } from 'vitest';
import type { FeedFetch } from '../../feed/record.ts';
import { AGGREGATE, answer, bytesOf, json, manifestOf, questionOf } from '../../feed/test/feed-story.ts';
import { mirrorsAgree } from './mirrors-agree.ts';
import { historyOf } from './test/feed-history.ts';

const at = (second: number, mirror: string, version: string): FeedFetch => {
  const text = Buffer.from(json({ ...manifestOf('linux-x86_64'), version })).toString();
  return {
    url: `https://${mirror}.example/latest.json`,
    what: 'manifest',
    mirror: `https://${mirror}.example`,
    atNs: second * 1e9,
    seen: answer(bytesOf(text), { text }),
  };
};
const judge = (...fetches: readonly FeedFetch[]) =>
  mirrorsAgree().judge(historyOf({ question: questionOf([AGGREGATE]), listing: null, fetches }));

test('mirrors that agree are valid by their answers', () => {
  const { verdict, summary } = judge(at(0, 'a', '1.0.0'), at(1, 'b', '1.0.0'));
  expect(verdict).toEqual({ status: 'valid', examined: 2 });
  expect(summary).toBe('2 answers of 2 mirrors: consistent');
});

test('a mirror that is behind is named, with since when and how long', () => {
  const { verdict, evidence } = judge(
    at(0, 'a', '1.0.1'),
    at(1, 'b', '1.0.0'),
    at(4, 'b', '1.0.0'),
    at(9, 'b', '1.0.1'),
  );
  expect(verdict).toEqual({
    status: 'invalid',
    violations: [
      {
        anomaly: 'mirror-behind',
        message: expect.stringMatching(
          /^https:\/\/b\.example\/? still served 1\.0\.0 \(bytes \w+\) of latest\.json at 4 s, at least 4 s after https:\/\/a\.example\/? first served something newer at 0 s \(the newest by then: 1\.0\.1 \(bytes \w+\)\), and caught up at 9 s at the latest\.$/u,
        ),
        operations: [1, 3],
        culprits: ['https://b.example'],
        cause: 'its copy, or its cache, is renewed later than a release is announced',
      },
    ],
  });
  expect(evidence.map(({ title }) => title)).toEqual(['What each mirror served, and when', 'Who was behind']);
});

test('without mirrors, or with one that never answered, it is unknown', () => {
  expect(judge().verdict).toEqual({ status: 'unknown', reason: 'no mirror was asked' });
  const silent: FeedFetch = {
    ...at(1, 'b', '1.0.0'),
    seen: { kind: 'silence', why: 'name', what: 'no such name' },
  };
  expect(judge(at(0, 'a', '1.0.0'), silent).verdict.status).toBe('unknown');
  expect(mirrorsAgree().judge({ operations: [], stages: [] }).verdict).toEqual({
    status: 'unknown',
    reason: 'no feed was asked',
  });
});
