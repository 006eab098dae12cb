import { type Sabotage, variant, variantOfOne } from './planting.ts';

/** The variants of the reference backend, by what they break. */
export const BACKEND_SABOTAGES = {
  'token-version-cached': variant('token-version-cached', 'Each replica caches the token version for 2 s.'),
  'token-version-unchecked': variant('token-version-unchecked', 'No replica checks the token version.'),
  'kick-answers-first': variant('kick-answers-first', 'A kick answers 150 ms before it is written.'),
  'token-version-expires-early': variant(
    'token-version-expires-early',
    'The token version expires before the tokens that it ended.',
  ),
  'kick-wrong-scope': variant('kick-wrong-scope', 'A kick ends the tokens of every client type.'),
  'kick-one-session': variant('kick-one-session', 'A kick ends only the newest session of the client type.'),
  'kick-leaves-refresh': variant('kick-leaves-refresh', 'A kick leaves refresh tokens alive.'),
  'refresh-races-kick': variant(
    'refresh-races-kick',
    'A refresh in flight during a kick mints a token with the new version.',
  ),
  'refresh-get-then-set': variant(
    'refresh-get-then-set',
    'A refresh token is read and replaced in two steps, so it can be used twice at once.',
  ),
  'refresh-window-fixed': variant(
    'refresh-window-fixed',
    'The refresh window does not slide: a session in use dies.',
  ),
  'forged-token-accepted': variant(
    'forged-token-accepted',
    'Tokens with `alg: none`, of another issuer or audience, and refresh tokens are accepted.',
  ),
  'expires-in-wrong': variant('expires-in-wrong', '`expiresIn` says 60 s more than the token has.'),
  'session-in-memory': variant('session-in-memory', 'Each replica keeps work sessions in its own memory.'),
  'session-lost-update': variant(
    'session-lost-update',
    'A work session is read, compared and written in three steps.',
  ),
  'rate-limit-in-memory': variant(
    'rate-limit-in-memory',
    'Each replica counts the rate limit in its own memory.',
  ),
  'rate-limit-check-then-increment': variant(
    'rate-limit-check-then-increment',
    'The limiter checks the count first and counts a little later.',
  ),
  'rate-limit-spoofable-key': variant(
    'rate-limit-spoofable-key',
    'The limiter counts by an address that the client may name.',
  ),
  'rate-limit-shared-bucket': variant(
    'rate-limit-shared-bucket',
    "The limiter counts by the connection's address, which is the proxy's.",
  ),
  'rate-limit-fails-open': variant(
    'rate-limit-fails-open',
    'The limiter lets everything through while Redis is away.',
  ),
  'lockout-not-atomic': variant(
    'lockout-not-atomic',
    'Wrong passwords are counted by reading and writing back.',
  ),
  'stream-local-only': variant(
    'stream-local-only',
    'Events only reach the streams of the replica that published them.',
  ),
  'app-buffers-stream': variant(
    'app-buffers-stream',
    'The application holds the bytes of a stream back for up to 2 s or 4 KiB.',
  ),
  'no-heartbeat': variant('no-heartbeat', 'Streams have no heartbeat.'),
  'resume-ignored': variant('resume-ignored', 'Last-Event-ID is ignored.'),
  'resume-from-start': variant('resume-from-start', 'A stream that resumes replays from the start.'),
  'event-id-per-process': variant('event-id-per-process', 'Event ids come from a counter in each process.'),
  'event-id-before-visible': variant(
    'event-id-before-visible',
    'An event takes its id some ms before streams can see it.',
  ),
  'reconnect-goes-deaf': variant(
    'reconnect-goes-deaf',
    'A stream that closes unregisters the one that replaced it.',
  ),
  'stream-survives-kick': variant(
    'stream-survives-kick',
    "A stream survives a kick, a logout and its token's expiry.",
  ),
  'stream-auth-lax': variant(
    'stream-auth-lax',
    'A stream opens with an expired, forged or claimless token, and answers 500 to garbage.',
  ),
  'redis-away-fails-open': variant(
    'redis-away-fails-open',
    'Tokens are accepted by their signature while Redis is away.',
  ),
  'redis-away-hangs': variant(
    'redis-away-hangs',
    'A request that meets an outage of Redis is never answered, and the link comes back 8 s late.',
  ),
  'keep-alive-race': variant('keep-alive-race', 'Replicas close idle connections after 5 s.'),
  'restart-drops-work': variant(
    'restart-drops-work',
    'A restart cuts requests in flight and ends the sessions that the process opened.',
  ),
  'slow-replica': variantOfOne('slow-replica', 'One replica is 20 times slower.'),
  'failing-replica': variantOfOne('failing-replica', 'One replica answers 500 to 5 % of its requests.'),
  'overload-lingers': variantOfOne(
    'overload-lingers',
    'A burst leaves one replica 300 ms slower for a minute.',
  ),
  'token-in-log': variant('token-in-log', 'The access log shows the token of a stream.'),
} as const satisfies Readonly<Record<string, Sabotage>>;
