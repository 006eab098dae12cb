import type { History } from '../../check.ts';
import { REPLICAS } from '../../auth/test/kicks.ts';
import { history, login, me } from '../../auth/test/story.ts';
import type { Draft } from '../../auth/test/story.ts';

/** A login on every replica, and `samples` checks of each token on every replica. */
export function matrixStory(
  statusOf: (minted: string, checked: string) => number,
  { samples = 3, replicas = REPLICAS, route }: { samples?: number; replicas?: string[]; route?: string } = {},
): History {
  let at = 100;
  const checks = (minted: string): Draft[] =>
    replicas.flatMap((on) =>
      Array.from({ length: samples }, () => {
        at += 2;
        const sent = route === undefined ? {} : { route };
        return me({
          at: [at, at + 1],
          on,
          token: `t-${minted}`,
          user: minted,
          status: statusOf(minted, on),
          ...sent,
        });
      }),
    );
  const logins = replicas.map((on, i) => login({ at: [i * 2, i * 2 + 1], on, token: `t-${on}`, user: on }));
  return history([...logins, ...replicas.flatMap(checks)], { replicas });
}

/** The answers of a cluster in which one replica has another secret. */
export const oddSecret = (odd: string) => (minted: string, checked: string) =>
  (minted === odd) === (checked === odd) ? 200 : 401;
