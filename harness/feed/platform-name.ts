import type { FeedClient } from './record.ts';

/** What a name says of the platform that it is for, in the updater's words. */
export interface PlatformName {
  readonly os: FeedClient['os'];
  /** Null when it does not say. */
  readonly arch: FeedClient['arch'] | null;
  readonly bundle: FeedClient['bundle'];
  /** The words that say nothing of it, in order. */
  readonly rest: readonly string[];
}

type Os = FeedClient['os'];
type Arch = FeedClient['arch'];

/** How people, compilers, Node, Debian and Windows call them. */
const OS_WORDS = new Map<string, Os>([
  ...wordsFor<Os>('windows', 'windows win win32 win64'),
  ...wordsFor<Os>('darwin', 'darwin macos mac osx apple'),
  ...wordsFor<Os>('linux', 'linux linux32 linux64 ubuntu debian'),
]);
const ARCH_WORDS = new Map<string, Arch>([
  ...wordsFor<Arch>('x86_64', 'x8664 x64 amd64 intel'),
  ...wordsFor<Arch>('aarch64', 'aarch64 arm64 armv8 silicon'),
  ...wordsFor<Arch>('i686', 'i686 i586 i386 x86 ia32'),
  ...wordsFor<Arch>('armv7', 'armv7 armv7l armhf arm'),
]);
/** What the name of a system says of its machine, where nothing else does. */
const IMPLIED = new Map<string, Arch>([
  ...wordsFor<Arch>('x86_64', 'win64 linux64'),
  ...wordsFor<Arch>('i686', 'win32 linux32'),
]);
const BUNDLE_WORDS = new Map<string, NonNullable<FeedClient['bundle']>>([
  ['nsis', 'nsis'],
  ['setup', 'nsis'],
  ['msi', 'msi'],
  ['app', 'app'],
  ['dmg', 'app'],
  ['appimage', 'appimage'],
  ['deb', 'deb'],
  ['rpm', 'rpm'],
]);

function wordsFor<Meaning>(meaning: Meaning, words: string): [string, Meaning][] {
  return words.split(' ').map((word) => [word, meaning]);
}

/** The platform that a name is for, whatever words it has for it (`macos-arm64`, `win64`, `x86_64-pc-windows-msvc`); null when it names none, or two. */
export function canonicalPlatform(name: string): PlatformName | null {
  const words = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/x86[-_]64/gu, 'x8664')
    .split(/[^a-z0-9]+/u)
    .filter(Boolean);
  const systems = new Set(words.flatMap((word) => OS_WORDS.get(word) ?? []));
  const [os] = systems;
  if (os === undefined || systems.size > 1) return null;
  const named = new Set(words.flatMap((word) => ARCH_WORDS.get(word) ?? []));
  const implied = words.flatMap((word) => IMPLIED.get(word) ?? []);
  const [arch = implied[0] ?? null] = named;
  if (named.size > 1) return null;
  const [bundle = null] = words.flatMap((word) => BUNDLE_WORDS.get(word) ?? []);
  const isKnown = (word: string): boolean =>
    OS_WORDS.has(word) || ARCH_WORDS.has(word) || BUNDLE_WORDS.has(word);
  return { os, arch, bundle, rest: words.filter((word) => !isKnown(word)) };
}
