import { z } from 'zod';
import { parsePublicKey } from './minisign/public-key.ts';

/** What a client is told of its updates when it is built. */
export interface UpdaterConfig {
  readonly kind: 'config';
  readonly endpoints: readonly string[];
  readonly pubkey: string;
  readonly insecureTransport: boolean;
  readonly requireSignedVersion: boolean;
  /** Of the application; null where another file has it. */
  readonly version: string | null;
  readonly productName: string | null;
  /** Whether a build makes what the updater needs; null when it does not say, which means no. */
  readonly createsUpdaterArtifacts: boolean | 'v1Compatible' | null;
}

/** Why it cannot be used, and what to do, each a sentence; never repeats a key. */
export interface ConfigProblem {
  readonly kind: 'problem';
  readonly what: string;
  readonly next: string;
}

/** As the updater's own configuration reads it (tauri-plugin-updater, config.rs), its aliases included. */
const updater = z.object({
  endpoints: z.array(z.string()).default([]),
  pubkey: z.string().default(''),
  dangerousInsecureTransportProtocol: z.boolean().optional(),
  'dangerous-insecure-transport-protocol': z.boolean().optional(),
  requireSignedVersion: z.boolean().optional(),
  'require-signed-version': z.boolean().optional(),
  windows: z.looseObject({}).nullish(),
});

const config = z.object({
  productName: z.string().nullish(),
  version: z.string().nullish(),
  bundle: z
    .object({ createUpdaterArtifacts: z.union([z.boolean(), z.literal('v1Compatible')]).nullish() })
    .nullish(),
  plugins: z.object({ updater: updater.nullish() }).nullish(),
});

/** What a file of Tauri has at its top. */
const TOP_KEYS = ['productName', 'identifier', 'build', 'app', 'bundle', 'plugins', 'tauri', 'package'];
const ADD_UPDATER =
  'Add plugins.updater with endpoints and pubkey (https://v2.tauri.app/plugin/updater/), or give the endpoints themselves.';

/** Reads the text of a `tauri.conf.json` of Tauri 2. */
export function readTauriConfig(text: string): UpdaterConfig | ConfigProblem {
  const json = parseJson(text);
  if (json.kind === 'problem') return json;
  const top = z.record(z.string(), z.unknown()).safeParse(json.value);
  if (!top.success || !TOP_KEYS.some((key) => Object.hasOwn(top.data, key)))
    return problem(
      'It is JSON, but no Tauri configuration.',
      'Give the tauri.conf.json of src-tauri, or the endpoints themselves.',
    );
  const parsed = config.safeParse(top.data);
  if (!parsed.success) return malformed(parsed.error);
  const found = parsed.data.plugins?.updater;
  if (found) return usable(parsed.data, found);
  return isOfVersion1(top.data)
    ? problem(
        'It is of Tauri 1 (tauri.updater), whose updater has other rules.',
        'Move the application to Tauri 2, or give the endpoints and --pubkey to have them judged by the rules of Tauri 2.',
      )
    : problem('It has no updater section (plugins.updater).', ADD_UPDATER);
}

const problem = (what: string, next: string): ConfigProblem => ({ kind: 'problem', what, next });

const isOfVersion1 = (top: unknown): boolean =>
  z.object({ tauri: z.object({ updater: z.unknown() }) }).safeParse(top).success;

function parseJson(text: string): { readonly kind: 'json'; readonly value: unknown } | ConfigProblem {
  try {
    return { kind: 'json', value: JSON.parse(text.replace(/^\uFEFF/u, '')) };
  } catch {
    return unparsable(text);
  }
}

function unparsable(text: string): ConfigProblem {
  const isToml = /^\s*(?:\[[\w.-]+\]|[\w-]+\s*=)/u.test(text);
  if (isToml) return problem('It is TOML, and only JSON is read.', 'Convert it to tauri.conf.json.');
  const isCommented = /^\s*(?:\/\/|\/\*)/mu.test(text) || /,\s*[}\]]/u.test(text);
  return isCommented
    ? problem(
        'It has comments or trailing commas (JSON5), and only JSON is read.',
        'Give it without them, as tauri.conf.json.',
      )
    : problem(
        text.trim() === '' ? 'It is empty.' : 'It is not JSON.',
        'Give the tauri.conf.json of src-tauri.',
      );
}

function malformed(error: z.ZodError): ConfigProblem {
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  return problem(
    `${where} is not what Tauri takes there (${issue?.message ?? 'malformed'}).`,
    `Mend ${where} in the file.`,
  );
}

function usable(all: z.infer<typeof config>, found: z.infer<typeof updater>): UpdaterConfig | ConfigProblem {
  if (found.endpoints.length === 0)
    return problem(
      'Its updater has no endpoints (plugins.updater.endpoints).',
      'Add the addresses of the manifests.',
    );
  if (found.pubkey.trim() === '')
    return problem(
      'Its pubkey is empty (plugins.updater.pubkey), and a client without one installs nothing.',
      'Make a pair with `tauri signer generate`, and put the contents of its .key.pub there.',
    );
  const key = parsePublicKey(found.pubkey);
  if (key.kind === 'problem') return problem(key.what, 'Mend plugins.updater.pubkey, and run this again.');
  return {
    kind: 'config',
    endpoints: found.endpoints,
    pubkey: found.pubkey,
    insecureTransport:
      found.dangerousInsecureTransportProtocol ?? found['dangerous-insecure-transport-protocol'] ?? false,
    requireSignedVersion: found.requireSignedVersion ?? found['require-signed-version'] ?? false,
    version: versionOf(all.version),
    productName: all.productName ?? null,
    createsUpdaterArtifacts: all.bundle?.createUpdaterArtifacts ?? null,
  };
}

/** It may be the path of a package.json. */
const versionOf = (text: string | null | undefined): string | null =>
  text === null || text === undefined || text.endsWith('.json') ? null : text;
