import { expect, test } from 'vitest';
import { allClients, clientName, parseTargets } from './clients.ts';

test('there are nine clients, three bundles of windows and so on where an endpoint asks for the bundle', () => {
  expect(allClients().map(clientName)).toEqual([
    'windows-x86_64',
    'windows-aarch64',
    'windows-i686',
    'darwin-x86_64',
    'darwin-aarch64',
    'linux-x86_64',
    'linux-aarch64',
    'linux-i686',
    'linux-armv7',
  ]);
  const byBundle = allClients(['https://x.example/{{bundle_type}}.json']).map(clientName);
  expect(byBundle).toHaveLength(20);
  expect(byBundle).toContain('linux-armv7-rpm');
});

test('targets are read, each once, in the order given', () => {
  const read = parseTargets(' linux-x86_64-appimage, windows-x86_64,linux-x86_64-appimage,');
  expect(read).toEqual([
    { os: 'linux', arch: 'x86_64', bundle: 'appimage' },
    { os: 'windows', arch: 'x86_64', bundle: null },
  ]);
});

const ALL =
  'windows-x86_64, windows-aarch64, windows-i686, darwin-x86_64, darwin-aarch64, linux-x86_64, linux-aarch64, linux-i686, linux-armv7';
test.for([
  ['', 'no target is named: write them as windows-x86_64,darwin-aarch64'],
  [
    'macos-arm64',
    `'macos-arm64' is no target of the Tauri updater: they are ${ALL}; do you mean darwin-aarch64?`,
  ],
  [
    'macos',
    `'macos' is no target of the Tauri updater: they are ${ALL}; do you mean darwin-x86_64 or darwin-aarch64?`,
  ],
  ['windows-armv7', `'windows-armv7' is no target of the Tauri updater: they are ${ALL}`],
  ['beos-x86_64', `'beos-x86_64' is no target of the Tauri updater: they are ${ALL}`],
  [
    'linux-x86_64-msi',
    "'linux-x86_64-msi': what is installed on linux is appimage or deb or rpm, as in linux-x86_64-appimage",
  ],
  ['toString-x86_64', `'toString-x86_64' is no target of the Tauri updater: they are ${ALL}`],
])('%j is refused in a sentence', ([text, what]) => {
  expect(parseTargets(text ?? '')).toBe(what);
});
