import type { Identity, Parts } from './parts.ts';

/** Who a token speaks for, undefined for nobody; rejects when Redis is away and the token cannot be checked. */
export async function identify(parts: Parts, token: string): Promise<Identity | undefined> {
  const identity = parts.tokens.readAccess(token);
  if (identity === undefined || parts.directory.find(identity.userId) === undefined) return undefined;
  return (await isLive(parts, identity)) ? identity : undefined;
}

/** Whether the token was neither kicked nor logged out nor revoked; its expiry is the caller's to watch. */
export async function isLive(parts: Parts, identity: Identity): Promise<boolean> {
  // The version first: a kicked token must not slide the expiry of its session.
  return (await parts.tokenVersions.accepts(identity)) && parts.loginSessions.touch(identity);
}
