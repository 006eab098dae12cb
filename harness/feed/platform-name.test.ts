import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { allClients, targetOf } from './clients.ts';
import { isInstallerFor } from './asset/asset-platform.ts';
import { canonicalPlatform } from './platform-name.ts';

const meantBy = (name: string): string | null => {
  const meant = canonicalPlatform(name);
  return meant === null ? null : [meant.os, meant.arch, meant.bundle].join(' ').trim();
};

test.for([
  ['macos-arm64', 'darwin aarch64'],
  ['macos-x86_64', 'darwin x86_64'],
  ['darwin-arm64', 'darwin aarch64'],
  ['windows-x64', 'windows x86_64'],
  ['Windows-x86_64', 'windows x86_64'],
  ['windows_x86_64', 'windows x86_64'],
  ['win64', 'windows x86_64'],
  ['win32', 'windows i686'],
  ['win32-x64', 'windows x86_64'],
  ['linux-amd64', 'linux x86_64'],
  ['linux-x86-64', 'linux x86_64'],
  ['linux-armhf', 'linux armv7'],
  ['x86_64-pc-windows-msvc', 'windows x86_64'],
  ['aarch64-apple-darwin', 'darwin aarch64'],
  ['x86_64-unknown-linux-gnu', 'linux x86_64'],
  ['linux-x86_64-AppImage', 'linux x86_64 appimage'],
  ['windows', 'windows'],
  ['freebsd-x86_64', null],
  ['windows-linux-x64', null],
  ['darwin-x64-arm64', null],
  ['', null],
  ['constructor', null],
])('%s means %s', ([name, meant]) => {
  expect(meantBy(name ?? '')).toBe(meant);
});

test('every target means itself, in any case and with any part between its words', () => {
  const separator = fc.constantFrom('-', '_', ' ', '.', '/');
  fc.assert(
    fc.property(fc.constantFrom(...allClients()), separator, fc.boolean(), (client, between, isUpper) => {
      const name = targetOf(client).replace('-', between);
      expect(canonicalPlatform(isUpper ? name.toUpperCase() : name)).toEqual({
        os: client.os,
        arch: client.arch,
        bundle: null,
        rest: [],
      });
    }),
  );
});

test.for([
  ['My.App_1.2.3_x64-setup.exe', ['windows-x86_64']],
  ['My.App_1.2.3_x64_en-US.msi', ['windows-x86_64']],
  ['My.App_1.2.3_x86-setup.exe', ['windows-i686']],
  ['My.App_1.2.3_arm64-setup.exe', ['windows-aarch64']],
  ['App_aarch64.app.tar.gz', ['darwin-aarch64']],
  ['App_universal.app.tar.gz', ['darwin-x86_64', 'darwin-aarch64']],
  ['App_1.2.3_x64.dmg', ['darwin-x86_64']],
  ['app_1.2.3_amd64.AppImage', ['linux-x86_64']],
  ['app_1.2.3_armhf.deb', ['linux-armv7']],
  ['app-1.2.3-1.x86_64.rpm', ['linux-x86_64']],
  ['latest.json', []],
  ['notes.md', []],
] as const)('%s is an installer for %j', ([name, expected]) => {
  const found = allClients().filter((client) => isInstallerFor(name, client));
  expect(found.map(targetOf)).toEqual(expected);
});
