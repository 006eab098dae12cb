import { expect, test } from 'vitest';
import type { FeedQuestion } from '../../feed/record.ts';
import { mirroredManifests } from './mirrored.ts';

const asking = (...endpoints: readonly string[]): FeedQuestion => ({
  endpoints,
  pubkey: null,
  clients: [
    { os: 'windows', arch: 'x86_64', bundle: null },
    { os: 'linux', arch: 'x86_64', bundle: null },
  ],
  currentVersion: null,
  requireSignedVersion: false,
  insecureTransport: false,
});

test('a mirror has each manifest once, below its own address', () => {
  const question = asking('https://a.example/dl/latest.json', 'https://a.example/dl/{{target}}/latest.json');
  expect(mirroredManifests(question, ['https://m.example/copy', 'https://n.example/'])).toEqual([
    { mirror: 'https://m.example/copy', url: 'https://m.example/copy/latest.json' },
    { mirror: 'https://m.example/copy', url: 'https://m.example/copy/windows/latest.json' },
    { mirror: 'https://m.example/copy', url: 'https://m.example/copy/linux/latest.json' },
    { mirror: 'https://n.example/', url: 'https://n.example/latest.json' },
    { mirror: 'https://n.example/', url: 'https://n.example/windows/latest.json' },
    { mirror: 'https://n.example/', url: 'https://n.example/linux/latest.json' },
  ]);
});

test('what varies within a name belongs to the name', () => {
  const question = asking('https://a.example/dl/latest-{{target}}.json');
  expect(mirroredManifests(question, ['https://m.example']).map(({ url }) => url)).toEqual([
    'https://m.example/latest-windows.json',
    'https://m.example/latest-linux.json',
  ]);
});

test('what varies before the name is below the address, and what two endpoints have alike is looked at once', () => {
  const question = asking(
    'https://a.example/dl/{{target}}/latest.json',
    'https://b.example/{{target}}/latest.json',
  );
  expect(mirroredManifests(question, ['https://m.example']).map(({ url }) => url)).toEqual([
    'https://m.example/windows/latest.json',
    'https://m.example/linux/latest.json',
  ]);
});

test('without mirrors there is nothing to look at', () => {
  expect(mirroredManifests(asking('https://a.example/latest.json'), [])).toEqual([]);
});
