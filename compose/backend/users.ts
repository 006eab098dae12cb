import { createHash, timingSafeEqual } from 'node:crypto';

/** The program a user logs in from; kicks and token versions are counted per client type. */
export type ClientType = 'admin' | 'desktop';

/** Every client type there is. */
export const CLIENT_TYPES = ['admin', 'desktop'] as const;

/** What a user may do. */
export type Role = 'USER' | 'ADMIN';

/** A seeded account, as login shows it. The id equals the user name, so that a finding is readable. */
export interface User {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: Role;
}

const SEEDED_USERS = 100;

/** The accounts of a replica; the same on each, because they are made from numbers. */
export interface Directory {
  readonly find: (userId: string) => User | undefined;
  /** Whether this is the user's password; takes as long for a wrong one and for a user that is not there. */
  readonly isPassword: (username: string, password: string) => boolean;
}

/** Makes `user-1` to `user-100` and `admin`, all with one password. */
export function seedUsers(password: string): Directory {
  const users = new Map<string, User>([['admin', seedUser('admin', 'ADMIN')]]);
  for (let number = 1; number <= SEEDED_USERS; number += 1) {
    users.set(`user-${number}`, seedUser(`user-${number}`, 'USER'));
  }
  const expected = digest(password);
  return {
    find: (userId) => users.get(userId),
    isPassword: (username, given) => timingSafeEqual(digest(given), expected) && users.has(username),
  };
}

function seedUser(username: string, role: Role): User {
  return { userId: username, username, displayName: username.replace('-', ' '), role };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
