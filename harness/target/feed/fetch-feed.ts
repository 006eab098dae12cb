import type { IncomingMessage } from 'node:http';
import type { FeedAnswer, FeedFetch, FeedSilence } from '../../feed/record.ts';
import { startDigest, type LegacySignature } from './body-digest.ts';
import type { FeedConnection, FeedLimits } from './feed-connection.ts';
import { startPatience, type Patience } from './patience.ts';
import { nextHop, shownUrl } from './redirect.ts';
import { GaveUp, silenceOf } from './silence.ts';

/** What is fetched, over the network or from a folder. */
export interface FeedRequest {
  readonly url: string;
  readonly what: FeedFetch['what'];
  /** Of an asset whose signature is over all of its bytes. */
  readonly legacy?: LegacySignature;
}

/** The way of one fetch so far. */
interface Trip {
  url: string;
  readonly hops: string[];
  isAnswered: boolean;
  bytes: number;
}

/** As the updater asks (tauri-plugin-updater 2.13.1): nothing encoded, and by name, as some hosts refuse who has none. */
const USER_AGENT = 'tauri-plugin-updater/2.13.1 lockstep';
const ACCEPT: Readonly<Record<FeedFetch['what'], string>> = {
  manifest: 'application/json',
  asset: 'application/octet-stream',
  signature: 'application/octet-stream',
};

/**
 * One GET as an updater makes it, redirects followed, its body hashed and not held. What the feed does wrong is a silence or an
 * answer; throws only the reason of an aborted signal. No proxy is used, whatever the environment says.
 */
export async function fetchFeed(
  request: FeedRequest,
  connection: FeedConnection,
): Promise<FeedAnswer | FeedSilence> {
  const { limits, signal } = connection;
  const trip: Trip = { url: request.url, hops: [], isAnswered: false, bytes: 0 };
  const wholeMs = request.what === 'asset' ? null : limits.textMs;
  const asked = (): string => shownUrl(trip.url);
  using patience = startPatience({ idleMs: limits.idleMs, wholeMs }, asked, signal);
  try {
    const incoming = await follow(trip, ACCEPT[request.what], { ...connection, patience });
    return await read(incoming, request, { trip, limits, patience });
  } catch (error) {
    signal.throwIfAborted();
    const cause = patience.signal.aborted ? patience.signal.reason : error;
    return silenceOf(cause, { ...trip, url: asked() });
  }
}

type Following = FeedConnection & { readonly patience: Patience };

/** The last answer of a chain of redirects, its body not yet read. */
async function follow(trip: Trip, accept: string, following: Following): Promise<IncomingMessage> {
  const { patience, insecureTransport } = following;
  for (;;) {
    const incoming = await ask(trip.url, accept, following);
    patience.renew();
    const next = nextHop({
      from: trip.url,
      status: incoming.statusCode ?? 0,
      location: incoming.headers.location,
      followed: trip.hops.length,
      insecureTransport,
    });
    if (next === null) return incoming;
    incoming.destroy();
    trip.hops.push(shownUrl(next));
    trip.url = next;
  }
}

function ask(
  url: string,
  accept: string,
  { sockets, limits, patience }: Following,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = sockets.send(url, {
      method: 'GET',
      headers: { accept, 'user-agent': USER_AGENT },
      maxHeaderSize: limits.headerBytes,
      signal: patience.signal,
    });
    outgoing.once('response', resolve);
    outgoing.on('error', reject);
    // A server that changes the protocol is left without an error.
    outgoing.once('close', () => reject(new GaveUp('not-http', `${shownUrl(url)} left without an answer`)));
    outgoing.end();
  });
}

interface Reading {
  readonly trip: Trip;
  readonly limits: FeedLimits;
  readonly patience: Patience;
}

async function read(
  incoming: IncomingMessage,
  { what, legacy }: FeedRequest,
  { trip, limits, patience }: Reading,
): Promise<FeedAnswer> {
  const isText = what !== 'asset';
  const limitBytes = isText ? limits.textBytes : limits.assetBytes;
  const digest = startDigest({ isText, legacy: legacy ?? null });
  trip.isAnswered = true;
  const announcedBytes = announcedBy(incoming);
  if (announcedBytes !== null && announcedBytes > limitBytes) {
    incoming.destroy();
    const said = `${shownUrl(trip.url)} announces ${announcedBytes} bytes`;
    throw new GaveUp('too-long', `${said}, and at most ${limitBytes} are read`);
  }
  for await (const chunk of incoming) {
    patience.renew();
    digest.add(chunk);
    trip.bytes = digest.bytes();
    if (trip.bytes > limitBytes) {
      throw new GaveUp('too-long', `${shownUrl(trip.url)} sends more than ${limitBytes} bytes`);
    }
  }
  return {
    kind: 'answer',
    status: incoming.statusCode ?? 0,
    contentType: incoming.headers['content-type'] ?? null,
    hops: trip.hops,
    announcedBytes,
    ...digest.end(),
  };
}

function announcedBy({ headers }: IncomingMessage): number | null {
  const announced = headers['content-length'];
  return announced === undefined ? null : Number(announced);
}
