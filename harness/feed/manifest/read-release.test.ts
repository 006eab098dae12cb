import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { manifestOf } from '../test/feed-story.ts';
import { isRfc3339 } from './pub-date.ts';
import { readRelease } from './read-release.ts';

const ENTRY = { url: 'https://x.example/app.exe', signature: 'c2ln' };
const read = (json: unknown) => {
  const release = readRelease(json);
  return 'kind' in release ? `${release.says} | ${release.what}` : release;
};

test('the static form is read, its version without the leading v', () => {
  const manifest = { ...manifestOf(), version: 'v1.2.3', platforms: { 'linux-x86_64': ENTRY } };
  expect(read(manifest)).toEqual({
    version: '1.2.3',
    pubDate: '2026-11-22T10:00:00.000Z',
    files: { form: 'static', platforms: { 'linux-x86_64': ENTRY } },
  });
});

test('the dynamic form is read, and `name` is a version, too', () => {
  expect(read({ name: '1.2.3', ...ENTRY, notes: null, pub_date: null, platforms: null })).toEqual({
    version: '1.2.3',
    pubDate: null,
    files: { form: 'dynamic', entry: ENTRY },
  });
});

test('fields that no client knows, other platforms and an empty signature do not hurt', () => {
  const platforms = { 'beos-68k': { ...ENTRY, with_elevated_task: false }, x: { ...ENTRY, signature: '' } };
  expect(read({ version: '1.2.3', build: 7, platforms })).toMatchObject({ version: '1.2.3' });
});

const of = (platforms: unknown): unknown => ({ version: '1.2.3', platforms });
test.for<[unknown, string]>([
  ['text', 'invalid type | it is JSON, but no object'],
  [null, 'invalid type | it is JSON, but no object'],
  [[], 'invalid type | it is JSON, but no object'],
  [{ message: 'Not Found' }, 'missing field `version` | it has no version'],
  [
    { version: '1.2.3', name: '1.2.3', ...ENTRY },
    'duplicate field `version` | it has both version and name, which mean the same',
  ],
  [{ version: 1 }, 'invalid type, expected a string | its version is no text'],
  [
    { version: 'latest' },
    "unexpected character while parsing a version | its version 'latest' is no semantic version, as 1.2.3",
  ],
  [{ version: '1.2.3', notes: 1 }, 'invalid type, expected a string | its notes is no text'],
  [{ version: '1.2.3', pub_date: 1 }, 'invalid type, expected a string | its pub_date is no text'],
  [
    { version: '1.2.3', pub_date: '22.11.2026' },
    "invalid value for `pub_date` | its pub_date '22.11.2026' is no date of RFC 3339, as 2026-11-22T10:00:00Z",
  ],
  [
    { version: '1.2.3', signature: 'c2ln' },
    'the `url` field was not set on the updater response | it has neither platforms nor url',
  ],
  [
    { version: '1.2.3', url: ENTRY.url },
    'the `signature` field was not set on the updater response | it has neither platforms nor signature',
  ],
  [of([]), 'invalid type, expected a map | its platforms are no object'],
  [of({ a: null }), 'invalid type, expected struct ReleaseManifestPlatform | the entry a is no object'],
  [of({ a: { signature: '' } }), 'missing field `url` | the entry a has no url'],
  [of({ a: { ...ENTRY, url: 1 } }), 'invalid type, expected a string | the url of the entry a is no text'],
  [
    of({ ok: ENTRY, a: { ...ENTRY, url: '/app.exe' } }),
    "relative URL without a base | the url of the entry a, '/app.exe', is not absolute",
  ],
  [of({ a: { url: ENTRY.url } }), 'missing field `signature` | the entry a has no signature'],
  [
    of({ a: { ...ENTRY, signature: null } }),
    'invalid type, expected a string | the signature of the entry a is no text',
  ],
])('%j is no manifest for any client', ([json, what]) => {
  expect(read(json)).toBe(what);
});

test('no JSON makes the reader throw', () => {
  const field = fc.constantFrom(
    'version',
    'name',
    'notes',
    'pub_date',
    'platforms',
    'url',
    'signature',
    '__proto__',
  );
  const nearly = fc.dictionary(
    field,
    fc.oneof(fc.jsonValue(), fc.constantFrom('1.2.3', ENTRY.url, { a: ENTRY })),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearly), (json) => void readRelease(json)),
    { numRuns: 500 },
  );
});

test.for([
  ['2026-11-22T10:00:00Z', true],
  ['2026-11-22t10:00:00.123456789z', true],
  ['2026-11-22T10:00:00+01:00', true],
  ['2024-02-29T00:00:00Z', true],
  ['2026-02-29T00:00:00Z', false],
  ['2026-04-31T00:00:00Z', false],
  ['2026-13-01T00:00:00Z', false],
  ['2026-00-01T00:00:00Z', false],
  ['2026-11-22T24:00:00Z', false],
  ['2026-11-22T10:60:00Z', false],
  ['2026-11-22T10:00:00', false],
  ['2026-11-22T10:00:00+0100', false],
  ['2026-11-22', false],
  ['1900-02-29T00:00:00Z', false],
  ['2000-02-29T00:00:00Z', true],
] as const)('whether %s is a date of RFC 3339: %s', ([text, expected]) => {
  expect(isRfc3339(text)).toBe(expected);
});
