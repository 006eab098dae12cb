import { expect, test } from 'vitest';
import {
  AGGREGATE,
  answer,
  BY_TARGET,
  BY_TARGET_AND_ARCH,
  bytesOf,
  CHAIN,
  contentOf,
  DOWNLOADS,
  fileOf,
  idsOf,
  judge,
  listingOf,
  manifestOf,
  rewrite,
  signed,
  SIGNER,
  type Story,
  story,
  STRANGER,
  json,
} from '../test/feed-story.ts';

const WINDOWS = fileOf('windows-x86_64');
const SCHEMES: readonly (readonly [string, readonly string[]])[] = [
  ['latest-{{target}}-{{arch}}.json', [BY_TARGET_AND_ARCH]],
  ['latest-{{target}}.json', [BY_TARGET]],
  ['latest.json', [AGGREGATE]],
  ['all three', CHAIN],
];

test.for(SCHEMES)('a good feed of %s has no finding, listed or not', ([, endpoints]) => {
  const told = story(endpoints);
  expect(idsOf(told)).toEqual([]);
  expect(idsOf({ ...told, listing: listingOf(told) })).toEqual([]);
  expect(judge(told)).toMatchObject({ judged: 3, gaps: [] });
});

test('a good chain whose first endpoints are 404 has no finding', () => {
  const told = story([AGGREGATE]);
  expect(idsOf({ ...told, question: { ...told.question, endpoints: CHAIN } })).toEqual([]);
});

type Sabotage = (told: Story) => Story | void;
const html = '<!DOCTYPE html><html><body>Sign in</body></html>';

/** Rows 44 to 53: what is done to a good feed of the aggregate, and the one failure that it must be found by. */
const SABOTAGES: readonly (readonly [string, string, Sabotage])[] = [
  ['44 the manifest is 404', 'manifest-not-found', ({ published }) => void published.delete('latest.json')],
  [
    '44 the manifest is an HTML page',
    'manifest-not-json',
    ({ published }) =>
      void published.set('latest.json', answer(bytesOf(html), { contentType: 'text/html', text: html })),
  ],
  [
    '45 the names of the platforms drifted',
    'names-drifted',
    (told) =>
      rewrite(told, 'latest.json', (manifest) => {
        const { 'darwin-aarch64': darwin, 'windows-x86_64': windows, ...rest } = manifest.platforms;
        manifest.platforms = { ...rest, 'macos-arm64': darwin!, win64: windows! };
      }),
  ],
  ['46 a .sig is missing', 'sig-missing', ({ published }) => void published.delete(`${WINDOWS}.sig`)],
  [
    '46 the signature in the manifest is empty',
    'sig-missing',
    (told) =>
      rewrite(told, 'latest.json', ({ platforms }) => void (platforms['windows-x86_64']!.signature = '')),
  ],
  [
    '47 the signature is of another file',
    'signature-of-another-file',
    (told) =>
      rewrite(told, 'latest.json', ({ platforms }) => {
        platforms['windows-x86_64']!.signature = platforms['linux-x86_64']!.signature;
      }),
  ],
  [
    '48 another key signed',
    'signed-by-another-key',
    (told) => {
      for (const target of ['windows-x86_64', 'darwin-aarch64', 'linux-x86_64']) {
        const signature = signed(STRANGER, fileOf(target));
        told.published.set(`${fileOf(target)}.sig`, bytesOf(signature));
        rewrite(told, 'latest.json', ({ platforms }) => void (platforms[target]!.signature = signature));
      }
    },
  ],
  [
    '49 a platform is missing',
    'key-missing',
    (told) => rewrite(told, 'latest.json', ({ platforms }) => void delete platforms['linux-x86_64']),
  ],
  [
    '50 a space in a name became a dot',
    'asset-not-found',
    (told) =>
      rewrite(told, 'latest.json', ({ platforms }) => {
        platforms['windows-x86_64']!.url = `${DOWNLOADS}/${WINDOWS.replace('My.App', 'My App')}`;
      }),
  ],
  [
    '51 an asset is truncated on its way',
    'asset-truncated',
    ({ published }) =>
      void published.set(
        WINDOWS,
        answer(contentOf(WINDOWS).subarray(0, 99), { announcedBytes: contentOf(WINDOWS).length }),
      ),
  ],
  [
    '51 an asset is truncated where it lies',
    'asset-truncated',
    (told) => {
      const listing = listingOf(told);
      told.published.set(WINDOWS, contentOf(WINDOWS).subarray(0, 99));
      return { ...told, listing };
    },
  ],
  [
    '52 the version is not newer',
    'version-not-newer',
    (told) => rewrite(told, 'latest.json', (manifest) => void (manifest.version = '1.2.2')),
  ],
  [
    '53 the aggregate has one platform left',
    'one-platform-left',
    (told) => {
      told.published.set('latest.json', json(manifestOf('linux-x86_64')));
      told.published.set(
        'latest.json.sig',
        bytesOf(SIGNER.sign(json(manifestOf('linux-x86_64')), 'timestamp:1\tfile:latest.json')),
      );
    },
  ],
];

test.for(SABOTAGES)('%s: %s and nothing else', ([, id, sabotage]) => {
  const told = story([AGGREGATE]);
  const broken = sabotage(told) ?? told;
  expect(idsOf(broken)).toEqual([id]);
});

test.for(SABOTAGES)('%s: %s and no other failure where the assets are listed', ([, id, sabotage]) => {
  const told = story([AGGREGATE]);
  const broken = sabotage(told) ?? told;
  const listed = { ...broken, listing: broken.listing ?? listingOf(broken) };
  expect(idsOf(listed).filter((one) => !one.includes(':'))).toEqual([id]);
});
