import { bundlesOf, targetOf } from '../clients.ts';
import type { Generation } from '../endpoint.ts';
import { canonicalPlatform } from '../platform-name.ts';
import type { FeedClient } from '../record.ts';
import type { PlatformEntry, Release } from './release.ts';

/** What a client finds of its own in a release. */
export type OwnEntry =
  /** `key` is null in the dynamic form. */
  | { readonly kind: 'found'; readonly key: string | null; readonly entry: PlatformEntry }
  | {
      readonly kind: 'missing';
      /** What it looked for, in order. */
      readonly keys: readonly string[];
      /** Keys that mean it and have another name. */
      readonly drifted: readonly string[];
      /** Whether newer clients of some bundle find theirs. */
      readonly isOnlyWithBundle: boolean;
    };

/** The entry that a client takes: newer ones look for `os-arch-bundle`, then all for `os-arch`. Where nothing says how the newer one was installed, any bundle's is its own. */
export function ownEntry(release: Release, client: FeedClient, generation: Generation): OwnEntry {
  const { files } = release;
  if (files.form === 'dynamic') return { kind: 'found', key: null, entry: files.entry };
  const target = targetOf(client);
  const withBundle = bundlesOf(client.os).map((bundle) => `${target}-${bundle}`);
  const keys =
    client.bundle === null || generation === 'older' ? [target] : [`${target}-${client.bundle}`, target];
  const guessed = client.bundle === null && generation === 'newer' ? withBundle : [];
  for (const key of [...keys, ...guessed]) {
    const entry = files.platforms[key];
    if (entry !== undefined) return { kind: 'found', key, entry };
  }
  const drifted = Object.keys(files.platforms).filter((key) => meansWithAnotherName(key, client));
  return {
    kind: 'missing',
    keys,
    drifted,
    isOnlyWithBundle: withBundle.some((key) => Object.hasOwn(files.platforms, key)),
  };
}

function meansWithAnotherName(key: string, client: FeedClient): boolean {
  const meant = canonicalPlatform(key);
  if (meant === null || meant.os !== client.os) return false;
  const target = targetOf(client);
  const isProper = key === target || bundlesOf(client.os).some((bundle) => key === `${target}-${bundle}`);
  return !isProper && (meant.arch === null || meant.arch === client.arch);
}

/** The `os-arch` platforms that a release has something for, in the updater's names. */
export function platformsOf({ files }: Release): string[] {
  if (files.form === 'dynamic') return [];
  const found = Object.keys(files.platforms).flatMap((key) => {
    const meant = canonicalPlatform(key);
    return meant?.arch ? `${meant.os}-${meant.arch}` : [];
  });
  return [...new Set(found)];
}
