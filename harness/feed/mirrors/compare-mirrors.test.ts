import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedFetch } from '../record.ts';
import { answer, bytesOf, json, manifestOf, silence } from '../test/feed-story.ts';
import { compareMirrors } from './compare-mirrors.ts';

const FEED = 'https://feed.example/app/latest.json';
const manifest = (version: string, notes = '') => {
  const text = Buffer.from(json({ ...manifestOf('linux-x86_64'), version, notes })).toString();
  return answer(bytesOf(text), { text });
};
const NOT_FOUND = answer(bytesOf(''), { status: 404, text: '' });

/** An answer at a second: of the mirror `a` at https://a.example/app, or of the feed itself. */
const at = (
  second: number,
  mirror: string | null,
  seen: FeedFetch['seen'] | string,
  file = 'latest.json',
): FeedFetch => ({
  url: mirror === null ? FEED.replace('latest.json', file) : `https://${mirror}.example/app/${file}`,
  what: file.endsWith('.json') ? 'manifest' : 'asset',
  mirror: mirror === null ? null : `https://${mirror}.example/app`,
  atNs: second * 1e9,
  seen: typeof seen === 'string' ? manifest(seen) : seen,
});
const A = 'https://a.example/app';
const B = 'https://b.example/app';

test('mirrors that serve the same all the time are consistent', () => {
  expect(compareMirrors([at(0, 'a', '1.0.0'), at(1, 'b', '1.0.0'), at(2, null, '1.0.0')])).toMatchObject({
    verdict: 'consistent',
    mirrors: [A, B, 'the feed'],
    answers: 3,
    gaps: [],
  });
});

test('a release that appears on one mirror after the other, and on none late, is consistent', () => {
  const fetches = [at(0, 'a', '1.0.0'), at(1, 'b', '1.0.0'), at(10, 'a', '1.0.1'), at(11, 'b', '1.0.1')];
  expect(compareMirrors(fetches)).toMatchObject({ verdict: 'consistent', lags: [] });
});

test('who serves an old version after a new one was seen is behind, from then until it has it', () => {
  const fetches = [
    at(0, 'a', '1.0.0'),
    at(1, 'b', '1.0.0'),
    at(10, 'a', '1.10.0'),
    at(11, 'b', '1.0.0'),
    at(21, 'b', '1.9.0'),
    at(30, 'a', '1.10.0'),
    at(31, 'b', '1.10.0'),
  ];
  const { verdict, lags, spans } = compareMirrors(fetches);
  expect(verdict).toBe('mixed');
  expect(lags).toMatchObject([
    { mirror: B, ahead: A, kind: 'version', sinceNs: 10e9, untilNs: 21e9, caughtUpNs: 31e9, fetches: [2, 4] },
  ]);
  expect(
    spans.map(({ mirror, served, fromNs, toNs, answers }) => [
      mirror,
      served.split(' ')[0],
      fromNs / 1e9,
      toNs / 1e9,
      answers,
    ]),
  ).toEqual([
    [A, '1.0.0', 0, 0, 1],
    [A, '1.10.0', 10, 30, 2],
    [B, '1.0.0', 1, 11, 2],
    [B, '1.9.0', 21, 21, 1],
    [B, '1.10.0', 31, 31, 1],
  ]);
});

test('a mirror that never catches up is behind to the end', () => {
  const fetches = [at(0, 'a', '1.0.1'), at(1, 'b', '1.0.0'), at(9, 'b', '1.0.0')];
  expect(compareMirrors(fetches).lags).toMatchObject([
    { mirror: B, sinceNs: 0, untilNs: 9e9, caughtUpNs: null },
  ]);
});

test('the time behind is counted from the first newer version, though newer ones follow', () => {
  const fetches = [at(10, 'a', '1.1.0'), at(11, 'b', '1.0.0'), at(20, 'a', '1.2.0'), at(21, 'b', '1.0.0')];
  expect(compareMirrors(fetches)).toMatchObject({ lags: [{ sinceNs: 10e9, untilNs: 21e9 }], gaps: [] });
});

test('the feed is compared in the files that mirrors share, by their whole path below the mirror', () => {
  const deep = (second: number, mirror: string | null, version: string) =>
    at(second, mirror, version, 'v1/latest.json');
  const fetches = [
    deep(0, 'a', '1.0.0'),
    deep(1, null, '1.0.0'),
    at(2, null, '9.9.9', 'v2/latest.json'),
    at(3, null, '9.9.9'),
  ];
  expect(compareMirrors(fetches)).toMatchObject({ verdict: 'consistent', answers: 2 });
});

test('a mirror that goes back is behind itself', () => {
  const fetches = [at(0, 'a', '1.0.1'), at(1, 'b', '1.0.1'), at(2, 'a', '1.0.0')];
  expect(compareMirrors(fetches).lags).toMatchObject([{ mirror: A, ahead: A, kind: 'version' }]);
});

test('other bytes of the same version are told from another version', () => {
  const edited = manifest('1.0.0', 'another edition');
  const fetches = [at(0, 'a', '1.0.0'), at(1, 'b', edited), at(2, 'a', '1.0.0'), at(3, 'b', edited)];
  expect(compareMirrors(fetches)).toMatchObject({ verdict: 'mixed', lags: [{ mirror: A, kind: 'bytes' }] });
});

test('assets are compared by their bytes', () => {
  const fetches = [
    at(0, 'a', answer(bytesOf('x')), 'app.exe'),
    at(1, 'b', answer(bytesOf('y')), 'app.exe'),
    at(2, 'a', answer(bytesOf('x')), 'app.exe'),
  ];
  expect(compareMirrors(fetches).lags).toMatchObject([{ mirror: A, file: 'app.exe', kind: 'bytes' }]);
});

test('a file that one mirror has and another has not is absent there, whatever it answers', () => {
  const html = answer(bytesOf('<html>'), { text: '<html>' });
  for (const seen of [NOT_FOUND, html]) {
    const fetches = [at(0, 'a', '1.0.0'), at(1, 'b', seen), at(2, 'a', '1.0.0')];
    expect(compareMirrors(fetches).lags).toMatchObject([{ mirror: B, kind: 'absent', caughtUpNs: null }]);
  }
});

test('what was seen once and not asked again is unknown, not consistent', () => {
  const { verdict, gaps } = compareMirrors([at(0, 'a', '1.0.0'), at(1, 'b', '1.0.1')]);
  expect(verdict).toBe('unknown');
  expect(gaps).toEqual([
    expect.stringMatching(
      /^https:\/\/a\.example\/app was not asked for latest\.json again after https:\/\/b/u,
    ),
  ]);
});

test('a mirror that never answered, one alone, none, and mirrors of nothing are unknown', () => {
  const silent = compareMirrors([at(0, 'a', '1.0.0'), at(1, 'b', silence('timeout')), at(2, null, '1.0.0')]);
  expect(silent).toMatchObject({ verdict: 'unknown', gaps: [`${B} never answered for latest.json`] });
  expect(compareMirrors([at(0, 'a', '1.0.0')])).toMatchObject({
    verdict: 'unknown',
    gaps: ['there is one mirror, and nothing to compare it with'],
  });
  expect(compareMirrors([at(0, null, '1.0.0')])).toMatchObject({
    verdict: 'unknown',
    gaps: ['no mirror was asked'],
  });
  expect(compareMirrors([at(0, 'a', NOT_FOUND), at(1, 'b', NOT_FOUND)])).toMatchObject({
    gaps: ['no mirror has latest.json'],
  });
  expect(compareMirrors([at(0, 'a', silence('name')), at(1, 'b', silence('name'))])).toMatchObject({
    gaps: ['no mirror ever answered'],
  });
});

test('mirrors that follow one history at once are never mixed; one that is asked after the change and serves the old always is', () => {
  const mirrors = fc.constantFrom('a', 'b', 'c');
  const asked = fc.array(fc.tuple(mirrors, fc.nat({ max: 99 })), { minLength: 1, maxLength: 30 });
  const served = (second: number): string => `1.0.${Math.floor(second / 30)}`;
  fc.assert(
    fc.property(asked, (questions) => {
      const good = questions.map(([mirror, second]) => at(second, mirror, served(second)));
      expect(compareMirrors(good).lags).toEqual([]);
      const stale = [...good, at(100, 'a', '1.0.9'), at(101, 'b', '1.0.3')];
      expect(compareMirrors(stale)).toMatchObject({
        verdict: 'mixed',
        lags: [{ sinceNs: 100e9, untilNs: 101e9 }],
      });
    }),
  );
});
