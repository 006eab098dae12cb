import { randomUUID } from 'node:crypto';

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { ApiError, unauthorized, wholeSeconds } from '../errors.ts';
import { type RouteContext, parseInput, requireIdentity } from '../http/context.ts';
import { succeed } from '../http/envelope.ts';
import type { LoginKey, Parts } from '../parts.ts';
import { CLIENT_TYPES, type User } from '../users.ts';

const credentials = z.object({
  username: z.string().min(1).max(128),
  password: z.string().max(1024),
  clientType: z.enum(CLIENT_TYPES),
});

const refreshRequest = z.object({
  refreshToken: z.string().min(1),
  userId: z.string().min(1),
  clientType: z.enum(CLIENT_TYPES),
  sessionKey: z.string().min(1),
});

/** Login, refresh, logout and who-am-I. */
export function registerAuthRoutes(app: FastifyInstance, { parts, instanceId }: RouteContext): void {
  app.route({
    method: 'POST',
    url: '/api/v1/auth/login',
    handler: async (request) => {
      const { username, password, clientType } = parseInput(credentials, request.body);
      const user = await judgeLogin(parts, username, password);
      const login = { userId: user.userId, clientType, sessionKey: randomUUID() };
      const refreshToken = parts.tokens.mintRefresh(login);
      const tokenVersion = await parts.loginSessions.open(login, refreshToken);
      return succeed(loginAnswer(parts, { user, login, refreshToken, tokenVersion }));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/v1/auth/refresh',
    handler: async (request) => {
      const { refreshToken: presented, ...named } = parseInput(refreshRequest, request.body);
      const login = parts.tokens.readRefresh(presented);
      const user = login && parts.directory.find(login.userId);
      if (login === undefined || user === undefined || !isSameLogin(login, named)) throw unauthorized();
      const next = parts.tokens.mintRefresh(login);
      const rotation = await parts.loginSessions.rotate(login, { presented, next });
      if (rotation.outcome === 'dead') throw unauthorized();
      if (rotation.outcome === 'reused') {
        throw new ApiError(401, 'REFRESH_REUSED', { message: 'This refresh token was used before.' });
      }
      const { tokenVersion } = rotation;
      return succeed(loginAnswer(parts, { user, login, refreshToken: next, tokenVersion }));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/v1/auth/logout',
    handler: async (request) => {
      await parts.loginSessions.end(await requireIdentity(parts, request));
      return succeed({});
    },
  });

  app.route({
    method: 'GET',
    url: '/api/v1/auth/me',
    handler: async (request) => {
      const { userId, role, clientType, sessionKey, tokenVersion } = await requireIdentity(parts, request);
      const username = parts.directory.find(userId)?.username;
      return succeed({ userId, username, role, clientType, sessionKey, tokenVersion, instance: instanceId });
    },
  });
}

async function judgeLogin(parts: Parts, username: string, password: string): Promise<User> {
  const attempt = await parts.lockout.judge(username, parts.directory.isPassword(username, password));
  if (attempt.outcome === 'locked') {
    throw new ApiError(429, 'ACCOUNT_LOCKED', {
      message: 'Too many wrong passwords.',
      headers: { 'retry-after': wholeSeconds(attempt.retryAfterMs) },
    });
  }
  const user = parts.directory.find(username);
  if (attempt.outcome === 'wrong' || user === undefined) {
    throw new ApiError(401, 'INVALID_CREDENTIALS', { message: 'User name or password is wrong.' });
  }
  return user;
}

function loginAnswer(
  parts: Parts,
  granted: {
    readonly user: User;
    readonly login: LoginKey;
    readonly refreshToken: string;
    readonly tokenVersion: number;
  },
) {
  const { user, login, refreshToken, tokenVersion } = granted;
  const { token, expiresIn } = parts.tokens.mintAccess({ ...login, role: user.role, tokenVersion });
  const { sessionKey, clientType } = login;
  return { accessToken: token, refreshToken, sessionKey, clientType, expiresIn, user };
}

function isSameLogin(one: LoginKey, other: LoginKey): boolean {
  return (
    one.userId === other.userId && one.clientType === other.clientType && one.sessionKey === other.sessionKey
  );
}
