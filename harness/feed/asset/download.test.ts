import { expect, test } from 'vitest';
import { answer, bytesOf, DOWNLOADS, judge, listingOf, silence, type Story } from '../test/feed-story.ts';
import { entry, FILE, firstOf, TARGET, told } from '../test/told.ts';

test.for<[string, Story['published'] extends Map<string, infer Value> ? Value : never, string, string]>([
  [
    '403',
    answer(bytesOf(''), { status: 403 }),
    'asset-unreachable',
    '`Download request failed with status: 403 Forbidden`',
  ],
  [
    '410',
    answer(bytesOf(''), { status: 410 }),
    'asset-not-found',
    '`Download request failed with status: 410 Gone`',
  ],
  [
    'a closed port',
    silence('refused'),
    'asset-unreachable',
    `error sending request for url (${DOWNLOADS}/${FILE})`,
  ],
  [
    'a broken connection',
    silence('cut', 'it broke after 9 of 10 bytes'),
    'asset-truncated',
    'error decoding response body',
  ],
  [
    'too few bytes',
    answer(bytesOf('x'), { announcedBytes: 2 }),
    'asset-truncated',
    'error decoding response body',
  ],
])('an asset with %s', ([, seen, id, says]) => {
  const one = told();
  one.published.set(FILE, seen);
  expect(judge(one).findings).toMatchObject([{ id, says, clients: [TARGET], severity: 'failure' }]);
});

test.for<[string, (one: Story) => Story, RegExp]>([
  ['is not listed', (one) => one, /none of the \d+ assets of the release has that name/u],
  [
    'is listed as it is called',
    (one) => ({
      ...one,
      listing: [...one.listing!, { name: 'My App.exe', bytes: null, sha256: null, url: null }],
    }),
    /under exactly this name, so it is a draft/u,
  ],
  [
    'is listed with dots',
    (one) => ({
      ...one,
      listing: [...one.listing!, { name: 'My.App.exe', bytes: null, sha256: null, url: null }],
    }),
    /has it as 'My\.App\.exe': on upload each space became a dot/u,
  ],
  [
    'is listed with another part between its words',
    (one) => ({
      ...one,
      listing: [...one.listing!, { name: 'my-app.exe', bytes: null, sha256: null, url: null }],
    }),
    /has it as 'my-app\.exe', which is nearly the same/u,
  ],
  [
    'is not listed by anybody',
    (one) => ({ ...one, listing: null }),
    /would have it as 'My\.App\.exe', as spaces become dots/u,
  ],
])('of an asset that is not there it is said where it may be: it %s', ([, change, why]) => {
  const one = entry((windows) => void (windows.url = `${DOWNLOADS}/My App.exe`));
  expect(firstOf(change({ ...one, listing: listingOf(one) }))).toMatchObject({
    id: 'asset-not-found',
    why: expect.stringMatching(why),
  });
});

test('among similar names the one that only lost its spaces is named', () => {
  const one = entry((windows) => void (windows.url = `${DOWNLOADS}/My App.exe`));
  const names = ['my-app.exe', 'My.App.exe'].map((name) => ({ name, bytes: null, sha256: null, url: null }));
  expect(firstOf({ ...one, listing: [...names, ...listingOf(one)] })?.why).toContain("'My.App.exe'");
});
