import { z } from 'zod';
import { printable } from '../printable.ts';
import { readVersion } from '../versions.ts';
import { isRfc3339 } from './pub-date.ts';
import type { PlatformEntry, Release, ReleaseFiles } from './release.ts';

/** A field that a client will not read: what it is told (a client's own words), and where. */
export interface ReleaseDefect {
  readonly kind: 'defect';
  readonly says: string;
  readonly what: string;
}

const anyObject = z.record(z.string(), z.unknown());
type Fields = z.infer<typeof anyObject>;

/** Reads the JSON of a manifest by the client's rules (tauri-plugin-updater, `RemoteRelease`): one bad entry spoils all. */
export function readRelease(json: unknown): Release | ReleaseDefect {
  const fields = anyObject.safeParse(json);
  if (!fields.success || Array.isArray(json)) return defect('invalid type', 'it is JSON, but no object');
  const version = versionOf(fields.data);
  if (typeof version !== 'string') return version;
  for (const name of ['notes', 'pub_date']) {
    const value = own(fields.data, name) ?? null;
    if (value !== null && typeof value !== 'string')
      return defect(`invalid type, expected a string`, `its ${name} is no text`);
  }
  const pubDate = own(fields.data, 'pub_date');
  if (typeof pubDate === 'string' && !isRfc3339(pubDate))
    return defect(
      'invalid value for `pub_date`',
      `its pub_date '${printable(pubDate, 60)}' is no date of RFC 3339, as 2026-11-22T10:00:00Z`,
    );
  const files = filesOf(fields.data);
  if ('kind' in files) return files;
  return { version, pubDate: typeof pubDate === 'string' ? pubDate : null, files };
}

const defect = (says: string, what: string): ReleaseDefect => ({ kind: 'defect', says, what });
const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

function versionOf(fields: Fields): string | ReleaseDefect {
  const [version, name] = [own(fields, 'version'), own(fields, 'name')];
  if (version !== undefined && name !== undefined)
    return defect('duplicate field `version`', 'it has both version and name, which mean the same');
  const value = version ?? name;
  if (value === undefined) return defect('missing field `version`', 'it has no version');
  if (typeof value !== 'string') return defect('invalid type, expected a string', 'its version is no text');
  return (
    readVersion(value) ??
    defect(
      'unexpected character while parsing a version',
      `its version '${printable(value, 60)}' is no semantic version, as 1.2.3`,
    )
  );
}

function filesOf(fields: Fields): ReleaseFiles | ReleaseDefect {
  const platforms = own(fields, 'platforms') ?? null;
  if (platforms === null) {
    const entry = dynamicEntry(fields);
    return 'kind' in entry ? entry : { form: 'dynamic', entry };
  }
  const named = anyObject.safeParse(platforms);
  if (!named.success || Array.isArray(platforms))
    return defect('invalid type, expected a map', 'its platforms are no object');
  const read = Object.entries(named.data).map(([key, value]) => ({ key, entry: entryOf(key, value) }));
  const wrong = read.map(({ entry }) => entry).find((entry) => 'kind' in entry);
  if (wrong) return wrong;
  const entries = read.flatMap(({ key, entry }): [string, PlatformEntry][] =>
    'kind' in entry ? [] : [[key, entry]],
  );
  return { form: 'static', platforms: Object.fromEntries(entries) };
}

function dynamicEntry(fields: Fields): PlatformEntry | ReleaseDefect {
  for (const name of ['url', 'signature'])
    if ((own(fields, name) ?? null) === null)
      return defect(
        `the \`${name}\` field was not set on the updater response`,
        `it has neither platforms nor ${name}`,
      );
  return entryOf(null, fields);
}

function entryOf(key: string | null, value: unknown): PlatformEntry | ReleaseDefect {
  const where = key === null ? 'the manifest' : `the entry ${printable(key, 60)}`;
  const fields = anyObject.safeParse(value);
  if (!fields.success || Array.isArray(value))
    return defect('invalid type, expected struct ReleaseManifestPlatform', `${where} is no object`);
  const [url, signature] = [own(fields.data, 'url'), own(fields.data, 'signature')];
  if (url === undefined) return defect('missing field `url`', `${where} has no url`);
  if (typeof url !== 'string')
    return defect('invalid type, expected a string', `the url of ${where} is no text`);
  const parsed = URL.parse(url);
  if (parsed === null)
    return defect(
      'relative URL without a base',
      `the url of ${where}, '${printable(url, 80)}', is not absolute`,
    );
  if (signature === undefined) return defect('missing field `signature`', `${where} has no signature`);
  if (typeof signature !== 'string')
    return defect('invalid type, expected a string', `the signature of ${where} is no text`);
  return { url: parsed.href, signature };
}
