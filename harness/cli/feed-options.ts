import { z } from 'zod';
import { parseTargets } from '../feed/clients.ts';
import { readVersion } from '../feed/versions.ts';
import { duration, many, type OptionRow, text, url } from './option-values.ts';

const targets = z
  .string()
  .transform((given, context) => {
    const read = parseTargets(given);
    if (typeof read !== 'string') return given;
    context.addIssue(`cannot be read: ${read}`);
    return z.NEVER;
  })
  .nullable()
  .default(null);

const version = z
  .string()
  .refine((given) => readVersion(given) !== null, 'must be a version, as 1.2.2')
  .nullable()
  .default(null);

/** What of an update feed is asked, and by whom. */
export const FEED_OPTIONS = {
  feed: {
    flag: '--feed <config|endpoint>',
    help: 'with verify: the update feed to judge as well, by its tauri.conf.json or an endpoint',
    schema: text,
  },
  pubkey: {
    flag: '--pubkey <key>',
    help: 'the public key of the clients: its file, or its text; else that of tauri.conf.json',
    schema: text,
  },
  targets: {
    flag: '--targets <target,...>',
    help: 'the clients that must find an update, as windows-x86_64,darwin-aarch64,linux-x86_64-appimage',
    schema: targets,
    fallback: 'all that there can be',
  },
  current: {
    flag: '--current <version>',
    help: 'what the clients have installed: the update must be newer',
    schema: version,
  },
  assets: {
    flag: '--assets <listing>',
    help: 'a folder of release assets, judged before they are published, or a recorded GitHub release (JSON)',
    schema: text,
  },
  mirror: {
    flag: '--mirror <url...>',
    help: 'where else the feed is: the address of the folder with its manifests',
    schema: many(url),
  },
  watch: {
    flag: '--watch <time>',
    help: 'how long mirrors are watched, while a release is being published',
    schema: duration.default(4000),
    unit: 'ms',
    fallback: '4s',
  },
} as const satisfies Readonly<Record<string, OptionRow>>;
