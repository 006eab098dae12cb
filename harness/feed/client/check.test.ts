import { expect, test } from 'vitest';
import type { Generation } from '../endpoint.ts';
import type { FeedAnswer, FeedFetch, FeedQuestion, FeedRecord } from '../record.ts';
import {
  answer,
  bytesOf,
  CHAIN,
  json,
  manifestOf,
  questionOf,
  recordOf,
  silence,
  story,
  targets,
} from '../test/feed-story.ts';
import { checkForUpdate } from './check.ts';

type Seen = FeedFetch['seen'];
const of = (text: string, over: Partial<FeedAnswer> = {}) => answer(bytesOf(text), { text, ...over });
const GOOD = of(Buffer.from(json(manifestOf('linux-x86_64'))).toString());
const OTHERS = of(Buffer.from(json(manifestOf('windows-x86_64'))).toString());
const NOT_FOUND = of('{"message":"Not Found"}', { status: 404 });
const HTML = of('<!doctype html>');
const NO_MANIFEST = of('{}');

/** A record in which each endpoint of the chain gives what is said. */
function given(seen: readonly Seen[], also: Partial<FeedQuestion> = {}): FeedRecord {
  const endpoints = seen.map((_, at) => `https://x.example/${at}.json`);
  const fetches = seen.map(
    (one, at) => ({ url: endpoints[at] ?? '', what: 'manifest', mirror: null, atNs: 0, seen: one }) as const,
  );
  return { question: questionOf(endpoints, also), fetches, listing: null };
}
const check = (record: FeedRecord, generation: Generation = 'newer', client = 'linux-x86_64') =>
  checkForUpdate(record, targets(client)[0]!, generation);
const movesOf = (...seen: readonly Seen[]) => {
  const { steps, end } = check(given(seen));
  return [...steps.map(({ move }) => move), end.kind].join(' ');
};

test('the first release is taken, and what is behind it is not asked', () => {
  expect(movesOf(GOOD, HTML)).toBe('takes not-asked offers');
});

test.for([
  ['a 404', NOT_FOUND],
  ['a server error', of('', { status: 500 })],
  ['JSON that is no manifest', NO_MANIFEST],
  ['a closed port', silence('refused')],
  ['a name that is not found', silence('name')],
  ['a bad certificate', silence('tls')],
  ['a redirect too many', silence('redirects')],
] as const)('%s sends the client to the next endpoint', ([, seen]) => {
  expect(movesOf(seen, GOOD)).toBe('next takes offers');
});

test.for([
  ['HTML with 200', HTML],
  ['an empty body', of('')],
  ['a body that breaks off', silence('cut')],
  ['an endless body', silence('too-long')],
] as const)('%s stops the client, though the next endpoint is good', ([, seen]) => {
  expect(movesOf(NOT_FOUND, seen, GOOD)).toBe('next stops not-asked stopped');
});

test('204 is believed', () => {
  expect(movesOf(of('', { status: 204 }), GOOD)).toBe('takes not-asked up-to-date');
});

const RELEASE_NOT_FOUND = 'Could not fetch a valid release JSON from the remote';
test.for<[string, readonly Seen[], string, string]>([
  ['only 404s', [NOT_FOUND, NOT_FOUND], RELEASE_NOT_FOUND, RELEASE_NOT_FOUND],
  ['no manifest, then 404', [NO_MANIFEST, NOT_FOUND], 'missing field `version`', 'missing field `version`'],
  [
    'no answer, then 404',
    [silence('refused'), NOT_FOUND],
    'error sending request for url (https://x.example/0.json)',
    RELEASE_NOT_FOUND,
  ],
  [
    'no manifest, then no answer',
    [NO_MANIFEST, silence('refused')],
    'error sending request for url (https://x.example/1.json)',
    'missing field `version`',
  ],
  [
    'no endpoints',
    [],
    'Updater does not have any endpoints set.',
    'Updater does not have any endpoints set.',
  ],
])(
  'after %s a user reads what the last error was; older clients keep silent of what did not answer',
  ([, seen, newer, older]) => {
    expect(check(given(seen)).end).toEqual({ kind: 'exhausted', says: newer });
    expect(check(given(seen), 'older').end).toEqual({ kind: 'exhausted', says: older });
  },
);

test('a missing entry is an error, for older clients only when an update is due', () => {
  const due = given([OTHERS]);
  const current = given([OTHERS], { currentVersion: '1.2.3' });
  expect(check(due).end).toMatchObject({
    kind: 'lacks-own',
    says: 'None of the fallback platforms `["linux-x86_64"]` were found in the response `platforms` object',
  });
  expect(check(due, 'older').end).toMatchObject({
    says: 'the platform `linux-x86_64` was not found on the response `platforms` object',
  });
  expect(check(current).end.kind).toBe('lacks-own');
  expect(check(current, 'older').end).toEqual({ kind: 'up-to-date', version: '1.2.3' });
  expect(check(due, 'newer', 'linux-x86_64-deb').end).toMatchObject({
    says: expect.stringContaining('`["linux-x86_64-deb", "linux-x86_64"]`'),
  });
});

test.for([
  ['1.2.2', 'offers'],
  ['1.2.3-rc.1', 'offers'],
  ['1.2.3', 'up-to-date'],
  ['1.3.0', 'up-to-date'],
  [null, 'offers'],
] as const)('with %s installed, 1.2.3 %s', ([currentVersion, kind]) => {
  expect(check(given([GOOD], { currentVersion })).end.kind).toBe(kind);
});

test('one endpoint by http keeps every client from beginning, unless http is allowed', () => {
  const { question, ...rest } = given([GOOD, GOOD]);
  const insecure = { ...question, endpoints: [question.endpoints[0]!, 'http://x.example/1.json'] };
  expect(check({ ...rest, question: insecure }).end.kind).toBe('insecure');
  expect(check({ ...rest, question: { ...insecure, insecureTransport: true } }).end.kind).toBe('offers');
});

test('what was not fetched is unknown, unless nobody would have come there', () => {
  const { question, ...rest } = given([GOOD]);
  const asked = (endpoints: readonly string[]) => check({ ...rest, question: { ...question, endpoints } });
  expect(asked(['https://y.example/', ...question.endpoints]).end).toEqual({
    kind: 'unknown',
    why: 'https://y.example/: not fetched',
  });
  expect(asked([...question.endpoints, 'https://y.example/']).end.kind).toBe('offers');
  expect(asked(['latest.json']).end.kind).toBe('unknown');
});

test('what a mirror served is not what the feed served, and the last answer of the feed counts', () => {
  const record = given([GOOD]);
  const [fetch] = record.fetches;
  expect(check({ ...record, fetches: [{ ...fetch!, mirror: 'https://m.example' }] }).end.kind).toBe(
    'unknown',
  );
  expect(check({ ...record, fetches: [...record.fetches, { ...fetch!, seen: NOT_FOUND }] }).end.kind).toBe(
    'exhausted',
  );
});

test('in a chain of three each step says what came', () => {
  const told = story(CHAIN);
  told.published.delete('latest-linux-x86_64.json');
  const { steps } = check(recordOf(told));
  expect(steps.map(({ came, move }) => `${came}: ${move}`)).toEqual([
    '404 (text/plain; charset=utf-8): next',
    '200 with a manifest of 1.2.3: takes',
    '200 with a manifest of 1.2.3: not-asked',
  ]);
});
