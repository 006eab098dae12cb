import { expect, test } from 'vitest';
import { targets } from '../test/feed-story.ts';
import type { Generation } from '../endpoint.ts';
import { ownEntry, platformsOf } from './own-entry.ts';
import type { Release } from './release.ts';

const release = (...keys: readonly string[]): Release => ({
  version: '1.2.3',
  pubDate: null,
  files: {
    form: 'static',
    platforms: Object.fromEntries(
      keys.map((key) => [key, { url: `https://x.example/${key}`, signature: '' }]),
    ),
  },
});
const found = (client: string, generation: Generation, ...keys: readonly string[]) => {
  const own = ownEntry(release(...keys), targets(client)[0]!, generation);
  return own.kind === 'found' ? own.key : own;
};

test('newer clients look for their bundle first, older ones only for system and machine', () => {
  const keys = ['windows-x86_64', 'windows-x86_64-nsis'];
  expect(found('windows-x86_64-nsis', 'newer', ...keys)).toBe('windows-x86_64-nsis');
  expect(found('windows-x86_64-nsis', 'older', ...keys)).toBe('windows-x86_64');
  expect(found('windows-x86_64-msi', 'newer', ...keys)).toBe('windows-x86_64');
});

test("a client of no told bundle takes its system's, and the bundles of its system for want of it", () => {
  expect(found('windows-x86_64', 'newer', 'windows-x86_64-msi', 'windows-x86_64')).toBe('windows-x86_64');
  expect(found('windows-x86_64', 'newer', 'windows-x86_64-msi')).toBe('windows-x86_64-msi');
  expect(found('windows-x86_64', 'older', 'windows-x86_64-msi')).toMatchObject({ isOnlyWithBundle: true });
  expect(found('windows-x86_64-nsis', 'newer', 'windows-x86_64-msi')).toMatchObject({
    keys: ['windows-x86_64-nsis', 'windows-x86_64'],
    isOnlyWithBundle: true,
    drifted: [],
  });
});

test('names that mean the client are told, and those of others are not', () => {
  expect(
    found('darwin-aarch64', 'newer', 'macos-arm64', 'macos', 'darwin-x86_64', 'macos-x64', 'linux-aarch64'),
  ).toEqual({
    kind: 'missing',
    keys: ['darwin-aarch64'],
    drifted: ['macos-arm64', 'macos'],
    isOnlyWithBundle: false,
  });
});

test("what every object has is nobody's entry", () => {
  expect(found('linux-x86_64', 'newer')).toMatchObject({ kind: 'missing' });
  expect(platformsOf(release('constructor', 'linux-x86_64', 'linux-x86_64-deb', 'macos-arm64'))).toEqual([
    'linux-x86_64',
    'darwin-aarch64',
  ]);
});

test('the dynamic form is for whoever asked', () => {
  const entry = { url: 'https://x.example/', signature: '' };
  const dynamic: Release = { version: '1.2.3', pubDate: null, files: { form: 'dynamic', entry } };
  expect(ownEntry(dynamic, targets('linux-armv7')[0]!, 'older')).toEqual({ kind: 'found', key: null, entry });
  expect(platformsOf(dynamic)).toEqual([]);
});
