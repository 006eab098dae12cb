import { setTimeout as pause } from 'node:timers/promises';

import { login, refresh, spread, statuses } from '../client.ts';
import { atOnce, inSomeRound, kickUser, testSymptoms } from './symptom.ts';

const LIVE = [200, 200];
const DEAD = [401, 401];

testSymptoms('the kick', [
  {
    sabotage: 'token-version-unchecked',
    shows: 'leaves a kicked token alive',
    async observe({ urls }, [first, second]) {
      const { accessToken } = await login(second, 'user-1');
      await kickUser(first, 'user-1');
      return statuses(urls, accessToken);
    },
    planted: LIVE,
    healthy: DEAD,
  },
  {
    sabotage: 'kick-answers-first',
    shows: 'leaves a kicked token alive for a moment',
    async observe({ urls }, [first, second]) {
      const { accessToken } = await login(second, 'user-1');
      await kickUser(first, 'user-1');
      const afterwards = await statuses(urls, accessToken);
      await pause(400);
      return { afterwards, later: await statuses(urls, accessToken) };
    },
    planted: { afterwards: LIVE, later: DEAD },
    healthy: { afterwards: DEAD, later: DEAD },
  },
  {
    sabotage: 'token-version-expires-early',
    shows: 'brings the kicked token back and lets the new one die, refreshed or not',
    settings: { ACCESS_TTL_S: 4 },
    async observe({ urls }, [first, second]) {
      const old = await login(second, 'user-1');
      await kickUser(first, 'user-1');
      const { data } = await refresh(first, await login(second, 'user-1'));
      const before = [await statuses(urls, old.accessToken), await statuses(urls, data.accessToken)];
      await pause(2100);
      return [before, await statuses(urls, old.accessToken), await statuses(urls, data.accessToken)];
    },
    planted: [[DEAD, LIVE], LIVE, DEAD],
    healthy: [[DEAD, LIVE], DEAD, LIVE],
  },
  {
    sabotage: 'kick-wrong-scope',
    shows: 'takes the other client type too',
    async observe({ urls }, [first, second]) {
      const other = await login(second, 'user-1', 'admin');
      await kickUser(first, 'user-1', ['desktop']);
      return statuses(urls, other.accessToken);
    },
    planted: DEAD,
    healthy: LIVE,
  },
  {
    sabotage: 'kick-one-session',
    shows: 'ends the newest session only',
    async observe({ urls }, [first, second]) {
      const [older, newest] = [await login(first, 'user-1'), await login(second, 'user-1')];
      await kickUser(first, 'user-1');
      return {
        older: [...(await statuses(urls, older.accessToken)), (await refresh(second, older)).status],
        newest: [...(await statuses(urls, newest.accessToken)), (await refresh(first, newest)).status],
      };
    },
    planted: { older: [200, 200, 200], newest: [401, 401, 401] },
    healthy: { older: [401, 401, 401], newest: [401, 401, 401] },
  },
  {
    sabotage: 'kick-leaves-refresh',
    shows: 'refreshes a kicked session',
    async observe({ urls }, [first, second]) {
      const kicked = await login(second, 'user-1');
      await kickUser(first, 'user-1');
      const access = await statuses(urls, kicked.accessToken);
      const { status, data } = await refresh(second, kicked);
      return [access, status, status === 200 && (await statuses(urls, data.accessToken))];
    },
    planted: [DEAD, 200, LIVE],
    healthy: [DEAD, 401, false],
  },
  {
    sabotage: 'refresh-races-kick',
    shows: 'lets a refresh in flight outlive the kick',
    observe: ({ urls }, [first]) =>
      inSomeRound(6, async (round) => {
        const user = `user-${round + 1}`;
        const sessions = await atOnce(6, (index) => login(spread(urls, index), user));
        const refreshes = sessions.map((session, index) => refresh(spread(urls, index), session));
        await Promise.all([...refreshes, pause(2 * round).then(() => kickUser(first, user))]);
        const minted = (await Promise.all(refreshes)).filter(({ status }) => status === 200);
        const after = await Promise.all(minted.map(({ data }) => statuses(urls, data.accessToken)));
        return after.flat().includes(200);
      }),
    planted: true,
    healthy: false,
  },
]);
