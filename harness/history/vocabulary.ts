import { z } from 'zod';
import { loadVocabulary, nothing } from './load-vocabulary.ts';
import { feed, feedFetch } from './feed-vocabulary.ts';

/**
 * What each operation is called in a history, what went in and what came out. Every value is JSON.
 * Tokens, passwords and other secrets are never values: a short stable hash stands for each.
 */
const clientType = z.enum(['admin', 'desktop']);
const hash = z.string();

const session = z.object({
  token: hash,
  refreshToken: hash,
  sessionKey: hash,
  /** The `tv` claim of the access token; null when the token could not be read. */
  tokenVersion: z.number().nullable(),
  /** `exp - iat` of the access token, in seconds; null when the token could not be read. */
  lifetimeS: z.number().nullable(),
  expiresInS: z.number().nullable(),
  /** The `iat` claim: when the token was made, by the clock of the replica that made it. */
  issuedAtS: z.number().nullable().optional(),
});

const replica = z.object({
  name: z.string(),
  /** The address by which the proxy knows it, as in `$upstream_addr`; null when nobody told us. */
  upstream: z.string().nullable(),
  /** Whether it can be spoken to directly, past the proxy. */
  direct: z.boolean(),
});

const disturbance = z.object({
  /** Tells the faults of a stage apart; a heal has that of its fault. */
  name: z.string(),
  /** What was done: `kill`, `pause`, `partition` … */
  kind: z.string(),
  /** Whom it hit: replicas, `redis`, `proxy`. */
  targets: z.array(z.string()),
  /** Of a fault that acts on connections: those between the targets and whom. */
  side: z.enum(['redis', 'proxy']).optional(),
  /** In words: the fault with its figures. */
  what: z.string(),
});

/** How it is known, from outside, that it took effect. */
const observed = z.object({ seen: z.string() });

export const vocabulary = {
  /** A cluster came up for a stage of the scenario: what later operations of that stage ran against. */
  cluster: {
    input: z.object({
      stage: z.string(),
      driver: z.string(),
      replicas: z.array(replica),
      settings: z.record(z.string(), z.number()),
      /** `proxy_read_timeout` of the stream location, in seconds. */
      streamReadTimeoutS: z.number(),
      /** How long the proxy keeps an idle connection to a replica, in seconds; absent when nobody told us. */
      upstreamIdleS: z.number().optional(),
      /** Replicas that were made to differ on purpose, and must be named. */
      planted: z.array(z.string()).default([]),
    }),
    output: nothing,
  },
  /** The proxy complained in its own log, during this stage. Has no invocation. */
  'proxy-alert': { input: z.object({ line: z.string() }), output: nothing },
  /**
   * The harness itself stood still just before, for so long: what was in flight then was seen to end that much later. Has no
   * invocation.
   */
  hiccup: { input: z.object({ ms: z.number() }), output: nothing },
  login: {
    input: z.object({
      user: z.string(),
      clientType,
      /** The password was wrong on purpose: it must be refused. */
      wrongPassword: z.literal(true).optional(),
    }),
    output: session,
  },
  refresh: {
    input: z.object({
      user: z.string(),
      clientType,
      sessionKey: hash,
      refreshToken: hash,
      /** The connection was broken on purpose when the answer began to arrive. */
      unheard: z.literal(true).optional(),
    }),
    output: session,
  },
  /** A call with a bearer token: is this token alive here? */
  me: {
    input: z.object({ token: hash, user: z.string(), clientType }),
    output: z.object({
      user: z.string(),
      clientType: z.string(),
      tokenVersion: z.number(),
      sessionKey: hash,
    }),
  },
  kick: {
    input: z.object({
      user: z.string(),
      targets: z.array(clientType),
      /** Who kicks, when it is not the administrator: it must be refused. */
      by: z.string().optional(),
    }),
    output: nothing,
  },
  logout: { input: z.object({ token: hash, user: z.string(), clientType }), output: nothing },
  limited: {
    input: z.object({
      user: z.string(),
      /** The request claimed to come from another address, by headers that any client may send. */
      spoofed: z.string().optional(),
    }),
    output: z.object({
      /** `remaining` of the body; null on a denial. */
      remaining: z.number().nullable(),
      limit: z.number().nullable(),
      resetS: z.number().nullable(),
      retryAfterS: z.number().nullable(),
    }),
  },
  /** A call with a token that nobody may accept; what is wrong with it is its `credential`. */
  forged: {
    input: z.object({ user: z.string(), clientType, credential: z.string() }),
    output: nothing,
  },
  'session-read': {
    input: z.object({ user: z.string(), id: z.string() }),
    output: z.object({ state: z.string(), version: z.number() }),
  },
  'session-write': {
    input: z.object({
      user: z.string(),
      id: z.string(),
      state: z.string(),
      /** The version it must find (0: none yet); null writes whatever is there. */
      ifVersion: z.number().nullable(),
    }),
    output: z.object({ version: z.number() }),
  },
  /** Whether a process lives or, with `ready`, can work. */
  health: { input: z.object({ ready: z.boolean() }), output: nothing },
  publish: {
    input: z.object({ user: z.string(), payload: z.string(), bytes: z.number() }),
    output: z.object({ id: z.string() }),
  },
  /** The opening of an event stream: completed when the response headers are in. */
  stream: {
    input: z.object({
      user: z.string(),
      clientType,
      connection: z.string(),
      client: z.enum(['raw', 'eventsource']),
      lastEventId: z.string().nullable(),
      /** What the request carried: `valid`, or the defect that must be refused. */
      credential: z.string(),
      /** The token it carried, where that is `valid`: tells whose session the stream is of. */
      token: hash.optional(),
    }),
    output: nothing,
  },
  /** Something arrived on a stream: an event, or a comment line (`event` is then `:`). Has no invocation. */
  event: {
    input: z.object({
      user: z.string(),
      connection: z.string(),
      event: z.string(),
      id: z.string().nullable(),
      /** Names the published data; the hash of the data when it is nothing we published. */
      payload: z.string().nullable(),
    }),
    output: nothing,
  },
  /** A stream ended. Has no invocation. */
  'stream-end': {
    input: z.object({
      user: z.string(),
      connection: z.string(),
      by: z.enum(['client', 'server', 'error']),
      message: z.string(),
    }),
    output: nothing,
  },
  /** A connection straight to a replica that was left idle after one request, until it was closed or we gave up. Has no invocation. */
  'idle-connection': {
    input: z.object({ idleMs: z.number(), closedByServer: z.boolean() }),
    output: nothing,
  },
  /** The nemesis did something to the cluster: invoked when it began, `ok` once its effect was seen from outside. */
  fault: { input: disturbance, output: observed },
  /** The nemesis undid it: `ok` once that was seen from outside. */
  heal: { input: disturbance, output: observed },
  /** What a part wrote to its logs during this stage. Has no invocation. */
  'log-scan': {
    input: z.object({
      part: z.string(),
      lines: z.number(),
      /** Lines that held a secret, cleaned; the first few. */
      leaks: z.array(z.string()),
      leaked: z.number(),
    }),
    output: nothing,
  },
  ...loadVocabulary,
  /** What an update feed is asked. Has no invocation. */
  feed: { input: feed, output: nothing },
  /** One GET of a feed, its redirects followed, at the time of the event. Has no invocation. */
  'feed-fetch': { input: feedFetch, output: nothing },
} as const;

export type OperationName = keyof typeof vocabulary;
export type InputOf<F extends OperationName> = z.infer<(typeof vocabulary)[F]['input']>;
export type OutputOf<F extends OperationName> = z.infer<(typeof vocabulary)[F]['output']>;
export type ClientType = z.infer<typeof clientType>;
/** A cluster as the history knows it. */
export type Stage = InputOf<'cluster'>;
