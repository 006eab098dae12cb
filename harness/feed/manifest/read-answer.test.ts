import { expect, test } from 'vitest';
import { answer, bytesOf, json, manifestOf, silence } from '../test/feed-story.ts';
import type { FeedAnswer, FeedFetch } from '../record.ts';
import { readManifest } from './read-answer.ts';

const of = (text: string, over: Partial<FeedAnswer> = {}) => answer(bytesOf(text), { text, ...over });
const MANIFEST = Buffer.from(json(manifestOf('linux-x86_64'))).toString();

test.for<[string, FeedFetch['seen'], string, string]>([
  ['a manifest', of(MANIFEST), 'release', '200 with a manifest of 1.2.3'],
  [
    'a manifest called HTML',
    of(MANIFEST, { contentType: 'text/html' }),
    'release',
    '200 with a manifest of 1.2.3',
  ],
  ['a manifest with 201', of(MANIFEST, { status: 201 }), 'release', '201 with a manifest of 1.2.3'],
  ['204', of('', { status: 204 }), 'no-update', '204, no update'],
  ['404 with JSON', of(MANIFEST, { status: 404, contentType: null }), 'refused', '404'],
  ['a redirect that was not followed', of('', { status: 302, contentType: 'a/b' }), 'refused', '302 (a/b)'],
  ['500', of('x', { status: 500, contentType: null }), 'refused', '500'],
  ['HTML', of('\n <!doctype HTML><p>'), 'not-json', '200 with an HTML page and no JSON'],
  ['nothing', of('  '), 'not-json', '200 with an empty body and no JSON'],
  [
    'a byte order mark',
    of(`\uFEFF${MANIFEST}`),
    'not-json',
    '200 with a byte order mark at its begin and no JSON',
  ],
  [
    'text',
    of('Not\u001B[31m Found', { contentType: 'a/b' }),
    'not-json',
    "200 with 'Not Found' (a/b) and no JSON",
  ],
  ['no text', of('x', { text: null }), 'not-json', '200 with 1 bytes that are no text of a manifest'],
  ['half of it', of(MANIFEST, { announcedBytes: 9999, bytes: 9 }), 'cut', '200 with 9 of 9999 bytes'],
  [
    'an error in JSON',
    of('{"message":"x"}'),
    'malformed',
    '200 with JSON that is no manifest: it has no version',
  ],
  ['a closed port', silence('refused'), 'silent', 'nothing (it was refused)'],
  ['a broken connection', silence('cut'), 'cut', 'nothing (it was cut)'],
  [
    'a connection broken before the answer',
    { ...silence('cut'), status: null },
    'silent',
    'nothing (it was cut)',
  ],
  ['a broken 200', { ...silence('cut'), status: 200 }, 'cut', 'nothing (it was cut)'],
  ['a 200 that stands still', { ...silence('timeout'), status: 200 }, 'cut', 'nothing (it was timeout)'],
  ['a broken 404', { ...silence('cut'), status: 404 }, 'refused', '404 that broke off'],
  ['an endless body', silence('too-long'), 'cut', 'nothing (it was too-long)'],
])('%s is read as a client reads it', ([, seen, kind, what]) => {
  expect(readManifest({ seen })).toMatchObject({ kind, what });
});
