import type { History } from '../../check.ts';
import { history, kick, login, me } from './story.ts';
import type { Draft } from './story.ts';

export const REPLICAS = ['b-1', 'b-2', 'b-3'];

/** What a replica says to a kicked token, this long after the kick returned. */
export type Behaviour = (
  replica: string,
  sinceMs: number,
  cycle: number,
  answerer: string,
) => 'accepted' | 'refused';

/** Cycles of login, a check on each replica, a kick, and checks every 50 ms on each replica. */
export function kickCycles(
  cycles: number,
  behaves: Behaviour,
  replicas: readonly string[] = REPLICAS,
): History {
  const drafts = Array.from({ length: cycles }, (_, cycle) => {
    const [start, token] = [cycle * 10_000, `t${cycle}`];
    const answerer = replicas[cycle % replicas.length]!;
    const probes = replicas.flatMap((on, i) =>
      Array.from({ length: 60 }, (_, n): Draft => {
        const at = start + 111 + i + n * 50;
        const status = behaves(on, at - (start + 110), cycle, answerer) === 'accepted' ? 200 : 401;
        return me({ at: [at, at + 3], on, token, status, version: cycle + 1 });
      }),
    );
    return [
      login({ at: [start, start + 2], on: answerer, token, version: cycle + 1, session: `k${cycle}` }),
      ...replicas.map((on, i) => me({ at: [start + 10 + i, start + 20 + i], on, token, version: cycle + 1 })),
      kick({ at: [start + 100, start + 110], on: answerer }),
      ...probes,
    ];
  });
  return history(drafts.flat(), { replicas });
}

export const healthy: Behaviour = () => 'refused';
