import { canonicalPlatform } from '../platform-name.ts';
import type { FeedClient } from '../record.ts';

/** What Tauri's bundler calls its files, by how they end; those that are also signed or packed included. */
const ENDINGS: readonly (readonly [RegExp, FeedClient['os']])[] = [
  [/\.(?:exe|msi|nsis)(?:\.zip)?(?:\.sig)?$/iu, 'windows'],
  [/\.(?:dmg|app\.tar\.gz)(?:\.sig)?$/iu, 'darwin'],
  [/\.(?:appimage|deb|rpm)(?:\.tar\.gz)?(?:\.sig)?$/iu, 'linux'],
];

/** Whether a file of a release is by its name an installer for the client's system and machine. */
export function isInstallerFor(name: string, client: FeedClient): boolean {
  const os = ENDINGS.find(([ending]) => ending.test(name))?.[1];
  if (os !== client.os) return false;
  if (os === 'darwin' && /universal/iu.test(name)) return true;
  return archOf(name, os) === client.arch;
}

/** The last word of the name that is a machine: what stands before may be the application's own name. */
function archOf(name: string, os: FeedClient['os']): FeedClient['arch'] | null {
  const words = name.replace(/x86[-_]64/giu, 'x64').split(/[^A-Za-z0-9]+/u);
  const found = words.findLast((word) => canonicalPlatform(`${os} ${word}`)?.arch);
  return found === undefined ? null : (canonicalPlatform(`${os} ${found}`)?.arch ?? null);
}
