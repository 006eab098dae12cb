import { readFile, stat } from 'node:fs/promises';
import { HarnessError, messageOf } from '../errors.ts';
import { allClients, parseTargets } from '../feed/clients.ts';
import { parsePublicKey } from '../feed/minisign/public-key.ts';
import type { FeedQuestion } from '../feed/record.ts';
import { readTauriConfig } from '../feed/tauri-config.ts';
import type { FeedPlan } from '../scenario/feed/feed-plan.ts';
import { readListing } from '../target/feed/read-listing.ts';
import type { Options } from './options.ts';

/** What a feed is asked comes from a tauri.conf.json, or from endpoints alone. */
type Asked = Pick<FeedQuestion, 'endpoints' | 'pubkey' | 'requireSignedVersion' | 'insecureTransport'>;

/** The update feed that the words and options name; throws BAD_INPUT with the next step where they name none. */
export async function planFeed(
  words: readonly string[],
  options: Options,
  signal: AbortSignal,
): Promise<FeedPlan> {
  const { targets, current, assets, mirror, watch } = options;
  const asked = await askedOf(words);
  const pubkey = options.pubkey === null ? asked.pubkey : await keyOf(options.pubkey);
  const clients = targets === null ? null : parseTargets(targets);
  const named = clients === null || typeof clients === 'string' ? null : clients;
  return {
    question: {
      ...asked,
      pubkey,
      clients: named ?? allClients(asked.endpoints),
      ...(named === null ? { anyClient: true } : {}),
      currentVersion: current,
    },
    listing: assets === null ? null : await readListing(assets, signal),
    folder: assets !== null && (await stat(assets)).isDirectory() ? assets : null,
    mirrors: mirror,
    watchMs: watch,
  };
}

const isEndpoint = (word: string): boolean => /^[a-z][a-z+.-]*:\/\//iu.test(word);

async function askedOf(words: readonly string[]): Promise<Asked> {
  const [first] = words;
  if (words.length > 0 && words.every(isEndpoint))
    return { endpoints: words, pubkey: null, requireSignedVersion: false, insecureTransport: false };
  if (first === undefined || words.length > 1)
    throw new HarnessError(
      'BAD_INPUT',
      'Give one tauri.conf.json, or the endpoints of the feed, as https://…/latest.json.',
    );
  const config = readTauriConfig(
    await readText(first, 'Give the path of a tauri.conf.json, or an endpoint.'),
  );
  if (config.kind === 'problem')
    throw new HarnessError('BAD_INPUT', `${first}: ${config.what} ${config.next}`);
  const { endpoints, pubkey, requireSignedVersion, insecureTransport } = config;
  return { endpoints, pubkey, requireSignedVersion, insecureTransport };
}

/** The key itself, or the file that holds it. */
async function keyOf(given: string): Promise<string> {
  const isText = parsePublicKey(given).kind === 'key';
  const text = isText
    ? given
    : await readText(given, 'Give --pubkey the contents of the .key.pub file, or its path.');
  const key = parsePublicKey(text);
  if (key.kind === 'key') return text.trim();
  throw new HarnessError('BAD_INPUT', `--pubkey ${key.what}`);
}

const MOST_BYTES = 1024 * 1024;

async function readText(path: string, next: string): Promise<string> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new HarnessError('BAD_INPUT', `${path} cannot be read: ${why}. ${next}`, { cause });
  };
  const found = await stat(path).catch((error: unknown) => refuse(messageOf(error), error));
  if (!found.isFile()) return refuse('it is no file');
  if (found.size > MOST_BYTES)
    return refuse(`it has ${found.size} bytes, and no such file has more than ${MOST_BYTES}`);
  return readFile(path, 'utf8');
}
