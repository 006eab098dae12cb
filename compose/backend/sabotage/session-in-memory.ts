import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';

/** Work sessions that are right by themselves, but kept in the process: no replica sees those of another. */
export function sessionInMemory(parts: Parts, { environment, clock }: Setting): Parts {
  const kept = new Map<string, { userId: string; state: string; version: number; untilMs: number }>();
  const find = (id: string) => {
    const session = kept.get(id);
    return session !== undefined && clock.monotonicMs() < session.untilMs ? session : undefined;
  };
  const slid = () => clock.monotonicMs() + environment.sessionTtlMs;
  return {
    ...parts,
    sessions: {
      async read(userId, id) {
        const session = find(id);
        if (session?.userId !== userId) return undefined;
        session.untilMs = slid();
        return { id, state: session.state, version: session.version };
      },
      async write({ id, userId, state, ifVersion }) {
        const session = find(id);
        if (session !== undefined && session.userId !== userId) return { outcome: 'foreign' };
        const current = session?.version ?? 0;
        if (ifVersion !== undefined && ifVersion !== current)
          return { outcome: 'conflict', version: current };
        kept.set(id, { userId, state, version: current + 1, untilMs: slid() });
        return { outcome: 'written', version: current + 1 };
      },
    },
  };
}
