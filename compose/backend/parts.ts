import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { ClientType, Directory, Role } from './users.ts';

/** Who a live access token speaks for. */
export interface Identity {
  readonly userId: string;
  readonly role: Role;
  readonly clientType: ClientType;
  readonly sessionKey: string;
  readonly tokenVersion: number;
  /** The token's `exp`, in seconds since 1970. */
  readonly expiresAtS: number;
}

/** The place of one login in Redis. */
export interface LoginKey {
  readonly userId: string;
  readonly clientType: ClientType;
  readonly sessionKey: string;
}

/** Signs and reads tokens; knows nothing of Redis. */
export interface Tokens {
  readonly mintAccess: (claims: Omit<Identity, 'expiresAtS'>) => {
    readonly token: string;
    readonly expiresIn: number;
  };
  readonly mintRefresh: (login: LoginKey) => string;
  readonly readAccess: (token: string) => Identity | undefined;
  readonly readRefresh: (token: string) => LoginKey | undefined;
}

/** The version every access token of a user and client type must carry. */
export interface TokenVersions {
  readonly accepts: (identity: Identity) => Promise<boolean>;
  /** The kick: when it resolves, no older token of these client types is accepted anywhere. */
  readonly advance: (userId: string, targets: readonly ClientType[]) => Promise<void>;
}

/** What became of a presented refresh token. */
type Rotation =
  | { readonly outcome: 'rotated'; readonly tokenVersion: number }
  /** It had been used before; the whole session is revoked now. */
  | { readonly outcome: 'reused' }
  /** The session is kicked, logged out, expired or revoked. */
  | { readonly outcome: 'dead' };

/** The refresh sessions: one per login. */
export interface LoginSessions {
  /** Resolves to the token version that was current in the same atomic step. */
  readonly open: (login: LoginKey, refreshToken: string) => Promise<number>;
  readonly rotate: (
    login: LoginKey,
    tokens: { readonly presented: string; readonly next: string },
  ) => Promise<Rotation>;
  /** Slides the session's expiry; false when the session was logged out or revoked. */
  readonly touch: (login: LoginKey) => Promise<boolean>;
  readonly end: (login: LoginKey) => Promise<void>;
}

/** Whether a login attempt may be told its result. */
type Attempt =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'locked'; readonly retryAfterMs: number };

/** Counts wrong passwords over all replicas. */
export interface Lockout {
  readonly judge: (username: string, isRight: boolean) => Promise<Attempt>;
}

/** A stored work session. */
interface StoredSession {
  readonly id: string;
  readonly state: string;
  readonly version: number;
}

/** A write of a work session; without `ifVersion` it always wins. */
interface SessionWrite {
  readonly id: string;
  readonly userId: string;
  readonly state: string;
  readonly ifVersion: number | undefined;
}

/** What became of a session write. */
type SessionWritten =
  | { readonly outcome: 'written'; readonly version: number }
  | { readonly outcome: 'conflict'; readonly version: number }
  | { readonly outcome: 'foreign' };

/** The users' work sessions. */
export interface SessionStore {
  readonly read: (userId: string, id: string) => Promise<StoredSession | undefined>;
  readonly write: (write: SessionWrite) => Promise<SessionWritten>;
}

/** The limiter's answer to one request. */
interface Admission {
  readonly isAllowed: boolean;
  readonly remaining: number;
  readonly resetMs: number;
}

/** The request limit of one bucket. */
export interface Limiter {
  /** Whose bucket a request draws from. */
  readonly bucket: (identity: Identity, request: FastifyRequest) => string;
  readonly take: (bucket: string) => Promise<Admission>;
}

/** An event as it is kept. */
interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  /** The replica that took it. */
  readonly origin: string;
}

/** The users' events, in the order of their ids. */
export interface EventLog {
  readonly append: (
    userId: string,
    event: { readonly type: string; readonly data: string },
  ) => Promise<string>;
  /** The id after which a stream that begins now must read. */
  readonly startAfter: (userId: string, lastEventId: string | undefined) => Promise<string>;
  /** The next events after an id, oldest first, at most one batch, for a stream that asks. */
  readonly read: (userId: string, after: string, reader: OpenStream) => Promise<readonly LoggedEvent[]>;
}

/** How many streams each user holds, over all replicas. */
export interface StreamSlots {
  readonly take: (userId: string, streamId: string) => Promise<boolean>;
  readonly renew: (userId: string, streamIds: readonly string[]) => Promise<void>;
  readonly release: (userId: string, streamId: string) => Promise<void>;
}

/** An open stream, as the registry sees it. */
export interface OpenStream {
  readonly id: string;
  readonly userId: string;
  /** Something may have changed for this user: read the log and check the token. */
  readonly wake: () => void;
  readonly end: () => void;
}

/** The streams open on this replica. */
export interface StreamRegistry {
  readonly add: (stream: OpenStream) => void;
  readonly remove: (stream: OpenStream) => void;
  readonly wake: (userId: string) => void;
  readonly wakeAll: () => void;
  /** Ends every stream, and every one that is added later. */
  readonly endAll: () => void;
  /** The ids of the open streams of each user. */
  readonly idsByUser: () => ReadonlyMap<string, readonly string[]>;
}

/** How the HTTP side behaves where the contract leaves it to the service. */
interface HttpTraits {
  readonly keepAliveMs: number;
  readonly heartbeatMs: number;
  /** Adds hooks that every request passes, after it got its instance id and before its route. */
  readonly addHooks: (app: FastifyInstance) => void;
  /** Ends the HTTP side; the process exits when it resolves. */
  readonly drain: (app: FastifyInstance) => Promise<void>;
}

/**
 * Everything a replica does, as an object of services. A sabotage is a function that takes the healthy parts and
 * gives them back with one replaced; services that need others get them as an argument, so that they see the
 * replacement too.
 */
export interface Parts {
  readonly directory: Directory;
  readonly tokens: Tokens;
  readonly tokenVersions: TokenVersions;
  readonly loginSessions: LoginSessions;
  readonly lockout: Lockout;
  readonly sessions: SessionStore;
  readonly limiter: Limiter;
  readonly eventLog: EventLog;
  readonly streamSlots: StreamSlots;
  readonly streams: StreamRegistry;
  readonly http: HttpTraits;
  /** Undefined for a token that is wrong or dead; rejects when it cannot be checked. */
  readonly identify: (parts: Parts, token: string, request: FastifyRequest) => Promise<Identity | undefined>;
  /** Whether a stream opened by this identity may go on; rejects when that cannot be known. */
  readonly mayContinue: (parts: Parts, identity: Identity) => Promise<boolean>;
  readonly isRedisUp: () => Promise<boolean>;
  /** A path as the access log may show it. */
  readonly redact: (url: string) => string;
}
