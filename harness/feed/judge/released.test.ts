import { expect, test } from 'vitest';
import { allClients } from '../clients.ts';
import {
  AGGREGATE,
  BY_TARGET,
  BY_TARGET_AND_ARCH,
  bytesOf,
  CHAIN,
  idsOf,
  json,
  judge,
  listingOf,
  manifestOf,
  rewrite,
  type Story,
  story,
  targets,
} from '../test/feed-story.ts';
import { HTML, only } from '../test/told.ts';

const everybody = (told: Story): Story => ({
  ...told,
  question: { ...told.question, clients: allClients(), anyClient: true },
});

test('where nobody named the clients, those for which nothing was released are not missed', () => {
  for (const endpoints of [[AGGREGATE], [BY_TARGET_AND_ARCH], [BY_TARGET], CHAIN]) {
    const told = everybody(story(endpoints));
    expect(idsOf(told)).toEqual(['warning: platform-not-released']);
    expect(judge(told)).toMatchObject({ judged: 3, gaps: [] });
  }
  expect(judge(everybody(story([AGGREGATE]))).findings[0]?.clients).toEqual([
    'windows-aarch64',
    'windows-i686',
    'darwin-x86_64',
    'linux-aarch64',
    'linux-i686',
    'linux-armv7',
  ]);
});

test('one for which there is an installer, or another manifest, is missed though nobody named it', () => {
  const told = story([AGGREGATE]);
  rewrite(told, 'latest.json', ({ platforms }) => void delete platforms['windows-x86_64']);
  expect(idsOf(everybody(told))).toEqual(['warning: platform-not-released']);
  expect(idsOf({ ...everybody(told), listing: listingOf(told) })).toEqual([
    'key-missing',
    'warning: platform-not-released',
  ]);
  const masked = story([AGGREGATE, BY_TARGET_AND_ARCH]);
  rewrite(masked, 'latest.json', ({ platforms }) => void delete platforms['windows-x86_64']);
  expect(idsOf(everybody(masked))).toEqual(['key-missing', 'warning: platform-not-released']);
});

test('a listing of manifests for fewer platforms, and a bad manifest of one, make nobody else missed', () => {
  const told = story([BY_TARGET_AND_ARCH]);
  const listing = [...listingOf(told), ...listingOf(story([BY_TARGET]))];
  expect(idsOf({ ...everybody(told), listing })).toEqual(['warning: platform-not-released']);
  const drifted = { ...told, published: new Map(told.published) };
  for (const target of ['windows-x86_64', 'darwin-aarch64', 'linux-x86_64']) {
    drifted.published.delete(`latest-${target}.json`);
    drifted.published.set(`update-${target}.json`, bytesOf('{}'));
    told.published.set(`latest-${target}.json`, HTML);
  }
  const found = idsOf({ ...everybody(drifted), listing: listingOf(drifted) });
  expect(found).toEqual(['names-drifted', 'warning: platform-not-released']);
  expect(idsOf(everybody(told))).toEqual(['manifest-not-json', 'warning: platform-not-released']);
});

test('where there is nothing for anybody, everybody is missed', () => {
  const told = everybody(story([AGGREGATE]));
  told.published.delete('latest.json');
  expect(only(told)).toMatchObject({ id: 'manifest-not-found', clients: { length: 9 } });
});

test('one missing of two, and two missing of four, are missing and no lost aggregate', () => {
  const two = story([AGGREGATE], { clients: targets('windows-x86_64,linux-x86_64') });
  two.published.set('latest.json', json(manifestOf('linux-x86_64')));
  expect(idsOf(two)[0]).toBe('key-missing');
  const four = story([AGGREGATE], {
    clients: targets('windows-x86_64,linux-x86_64,linux-armv7,darwin-x86_64'),
  });
  expect(idsOf(four)).toEqual(['key-missing']);
});

test('an aggregate that lost all but one is a failure even behind good endpoints, and another bad fallback a warning', () => {
  const lost = story(CHAIN);
  lost.published.set('latest.json', json(manifestOf('linux-x86_64')));
  expect(only(lost)).toMatchObject({
    id: 'one-platform-left',
    severity: 'failure',
    clients: ['windows-x86_64', 'darwin-aarch64'],
    says: expect.stringContaining('Nothing today'),
  });
  const broken = story(CHAIN);
  broken.published.set('latest.json', HTML);
  expect(idsOf(broken)).toEqual(['warning: fallback-broken']);
  const lacking = story(CHAIN);
  lacking.published.set('latest.json', json(manifestOf('linux-x86_64', 'windows-x86_64')));
  expect(idsOf(lacking)).toEqual(['warning: fallback-broken']);
});
