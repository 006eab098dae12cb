import { setTimeout as pause } from 'node:timers/promises';

import jwt from 'jsonwebtoken';

import { type Granted, claimsOf, login, refresh, spread, statuses } from '../client.ts';
import { JWT_SECRET } from '../fleet.ts';
import { requestStream } from '../stream-client.ts';
import { atOnce, inSomeRound, testSymptoms } from './symptom.ts';

const sign = (claims: object, secret = JWT_SECRET!, algorithm: jwt.Algorithm = 'HS256') =>
  jwt.sign(claims, algorithm === 'none' ? '' : secret, { algorithm });

function badTokens({ accessToken, refreshToken }: Granted) {
  const claims = claimsOf(accessToken);
  const { sub: _sub, accountUuid: _account, ...nobody } = claims;
  return {
    none: sign(claims, undefined, 'none'),
    issuer: sign({ ...claims, iss: 'somebody' }),
    audience: sign({ ...claims, aud: 'something' }),
    refreshToken,
    secret: sign(claims, 'another secret, long enough for its algorithm'),
    expired: sign({ ...claims, iat: claims.iat - 20, exp: claims.iat - 10 }),
    noUser: sign(nobody),
    garbage: 'garbage',
  };
}

testSymptoms('tokens', [
  {
    sabotage: 'refresh-get-then-set',
    shows: 'gives a refresh token two children when it is used twice at once, and one in turn',
    async observe({ urls }, [first, second]) {
      const forks = await inSomeRound(10, async (round) => {
        const session = await login(first, `user-${round + 1}`);
        const answers = await atOnce(2, (index) => refresh(spread(urls, index), session));
        return answers.every(({ status }) => status === 200);
      });
      const session = await login(first, 'user-50');
      const inTurn = [await refresh(first, session), await refresh(second, session)];
      return [forks, ...inTurn.map(({ code }) => code)];
    },
    planted: [true, undefined, 'REFRESH_REUSED'],
    healthy: [false, undefined, 'REFRESH_REUSED'],
  },
  {
    sabotage: 'refresh-window-fixed',
    shows: 'lets a session die although it is refreshed',
    settings: { REFRESH_TTL_S: 1.5 },
    async observe({ urls }, [first]) {
      let session = await login(first, 'user-1');
      for (let turn = 0; turn < 4; turn += 1) {
        await pause(500);
        const { status, data } = await refresh(spread(urls, turn), session);
        if (status !== 200) return { dead: turn };
        session = data;
      }
      return 'alive';
    },
    planted: { dead: 2 },
    healthy: 'alive',
  },
  {
    sabotage: 'forged-token-accepted',
    shows: 'accepts no signature, another issuer or audience, and a refresh token',
    async observe({ urls }, [first]) {
      const { none, issuer, audience, refreshToken, secret, expired } = badTokens(
        await login(first, 'user-1'),
      );
      const accepted = [none, issuer, audience, refreshToken].map((token) => statuses(urls, token));
      const refused = [secret, expired].map((token) => statuses(urls, token));
      return [(await Promise.all(accepted)).flat(), (await Promise.all(refused)).flat()];
    },
    planted: [Array.from({ length: 8 }, () => 200), [401, 401, 401, 401]],
    healthy: [Array.from({ length: 8 }, () => 401), [401, 401, 401, 401]],
  },
  {
    sabotage: 'stream-auth-lax',
    shows: 'opens streams for dead, forged and claimless tokens, and breaks on garbage',
    async observe({ urls }, [first]) {
      const { expired, secret, noUser, garbage } = badTokens(await login(first, 'user-1'));
      const found: number[][] = [];
      for (const token of [expired, secret, noUser, garbage]) {
        const streams = await Promise.all(urls.map((url) => requestStream(url, { token })));
        found.push(streams.map(({ response }) => response.status));
        for (const stream of streams) stream.close();
      }
      return [...found, await statuses(urls, expired)];
    },
    planted: [
      [200, 200],
      [200, 200],
      [200, 200],
      [500, 500],
      [401, 401],
    ],
    healthy: Array.from({ length: 5 }, () => [401, 401]),
  },
  {
    sabotage: 'expires-in-wrong',
    shows: 'promises a minute more, at login and refresh',
    async observe(_fleet, [first, second]) {
      const granted = await login(first, 'user-1');
      const { data } = await refresh(second, granted);
      return [granted, data].map(({ accessToken, expiresIn }) => {
        const { exp, iat } = claimsOf(accessToken);
        return expiresIn - (exp - iat);
      });
    },
    planted: [60, 60],
    healthy: [0, 0],
  },
]);
