import { canonicalPlatform } from './platform-name.ts';
import type { FeedClient } from './record.ts';

type Os = FeedClient['os'];
type Bundle = NonNullable<FeedClient['bundle']>;

/** What a client can run on. */
const ARCHES: Readonly<Record<Os, readonly FeedClient['arch'][]>> = {
  windows: ['x86_64', 'aarch64', 'i686'],
  darwin: ['x86_64', 'aarch64'],
  linux: ['x86_64', 'aarch64', 'i686', 'armv7'],
};

/** How a client can have been installed. */
const BUNDLES: Readonly<Record<Os, readonly Bundle[]>> = {
  windows: ['nsis', 'msi'],
  darwin: ['app'],
  linux: ['appimage', 'deb', 'rpm'],
};

const isOs = (word: string): word is Os => Object.hasOwn(ARCHES, word);

/** Every client that there can be: nine of no told bundle, or those of every bundle where an endpoint asks for the bundle. */
export function allClients(endpoints: readonly string[] = []): FeedClient[] {
  const isByBundle = endpoints.some((template) => template.includes('{{bundle_type}}'));
  return Object.keys(ARCHES)
    .filter(isOs)
    .flatMap((os) =>
      ARCHES[os].flatMap((arch) =>
        (isByBundle ? BUNDLES[os] : [null]).map((bundle): FeedClient => ({ os, arch, bundle })),
      ),
    );
}

/** The bundles in which a system's clients come. */
export const bundlesOf = (os: Os): readonly Bundle[] => BUNDLES[os];

/** `windows-x86_64`: what every client looks for in a manifest. */
export const targetOf = ({ os, arch }: FeedClient): string => `${os}-${arch}`;

/** `windows-x86_64-nsis`: as `--targets` and findings name a client. */
export const clientName = (client: FeedClient): string =>
  client.bundle === null ? targetOf(client) : `${targetOf(client)}-${client.bundle}`;

/** Reads the words of `--targets`, parted by commas: `windows-x86_64,linux-x86_64-appimage`; what it cannot read it says in a sentence. */
export function parseTargets(text: string): readonly FeedClient[] | string {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0) return 'no target is named: write them as windows-x86_64,darwin-aarch64';
  const read = [...new Set(words)].map(parseTarget);
  const wrong = read.find((one) => typeof one === 'string');
  return wrong ?? read.filter((one) => typeof one !== 'string');
}

function parseTarget(word: string): FeedClient | string {
  const [os = '', arch, bundle, ...rest] = word.split('-');
  if (!isOs(os) || rest.length > 0) return noTarget(word);
  const foundArch = ARCHES[os].find((one) => one === arch);
  if (foundArch === undefined) return noTarget(word);
  if (bundle === undefined) return { os, arch: foundArch, bundle: null };
  const foundBundle = BUNDLES[os].find((one) => one === bundle);
  if (foundBundle === undefined)
    return `'${word}': what is installed on ${os} is ${BUNDLES[os].join(' or ')}, as in ${os}-${foundArch}-${BUNDLES[os][0] ?? ''}`;
  return { os, arch: foundArch, bundle: foundBundle };
}

function noTarget(word: string): string {
  const meant = canonicalPlatform(word);
  const arch = meant?.arch ?? null;
  const isThere = meant !== null && (arch === null || ARCHES[meant.os].some((one) => one === arch));
  const hint = isThere
    ? `; do you mean ${meant.os}-${arch ?? ARCHES[meant.os].join(` or ${meant.os}-`)}`
    : '';
  return `'${word}' is no target of the Tauri updater: they are ${allClients().map(targetOf).join(', ')}${hint === '' ? '' : `${hint}?`}`;
}
