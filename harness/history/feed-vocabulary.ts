import { z } from 'zod';

/** An installation that looks for updates by itself. */
const client = z.object({
  os: z.enum(['windows', 'darwin', 'linux']),
  arch: z.enum(['x86_64', 'aarch64', 'i686', 'armv7']),
  bundle: z.enum(['nsis', 'msi', 'app', 'appimage', 'deb', 'rpm']).nullable(),
});

const asset = z.object({
  name: z.string(),
  bytes: z.number().nullable(),
  sha256: z.string().nullable(),
  url: z.string().nullable(),
});

const answer = z.object({
  kind: z.literal('answer'),
  status: z.number(),
  contentType: z.string().nullable(),
  hops: z.array(z.string()).readonly(),
  announcedBytes: z.number().nullable(),
  bytes: z.number(),
  sha256: z.string(),
  blake2b512: z.string(),
  text: z.string().nullable(),
  legacyVerified: z.boolean().nullable(),
});

const silence = z.object({
  kind: z.literal('silence'),
  why: z.enum(['refused', 'timeout', 'tls', 'name', 'redirects', 'too-long', 'cut', 'not-http']),
  what: z.string(),
  status: z.number().nullable().optional(),
});

/** What an update feed is asked, and what assets it is known to have. */
export const feed = z.object({
  question: z.object({
    endpoints: z.array(z.string()).readonly(),
    pubkey: z.string().nullable(),
    clients: z.array(client).readonly(),
    anyClient: z.literal(true).optional(),
    currentVersion: z.string().nullable(),
    requireSignedVersion: z.boolean(),
    insecureTransport: z.boolean(),
  }),
  listing: z.array(asset).readonly().nullable(),
});

/** One GET of a feed, its redirects followed. */
export const feedFetch = z.object({
  url: z.string(),
  what: z.enum(['manifest', 'asset', 'signature']),
  /** Null for the feed itself. */
  mirror: z.string().nullable(),
  seen: z.discriminatedUnion('kind', [answer, silence]),
});
