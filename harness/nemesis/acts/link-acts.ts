import type { LinkCondition } from '../../cluster/cluster.ts';
import type { LinkSide } from '../../cluster/topology.ts';
import { nsToMs } from '../../time/clock.ts';
import { type Act, all, type Hands, look } from './act.ts';

interface LinkFault {
  readonly side: LinkSide;
  readonly condition: LinkCondition;
}

/** What passes between some replicas and Redis, or the proxy and them, is held back, late, or cut. */
export function linkAct(replicas: readonly string[], fault: LinkFault, hands: Hands): Act {
  const set = (condition: LinkCondition) =>
    Promise.all(replicas.map((replica) => hands.controls.setLink(replica, fault.side, condition)));
  return {
    strike: async () => {
      await set(fault.condition);
    },
    struck: async () => {
      const leastMs = await useLinks(replicas, fault.side, hands);
      const counts = await Promise.all(
        replicas.map((replica) => hands.controls.linkCounts(replica, fault.side)),
      );
      const { blackHole, cutAfterBytes, latencyMs } = fault.condition;
      const acts = [
        blackHole !== true || counts.every(({ heldBytes }) => heldBytes > 0),
        cutAfterBytes === undefined || counts.every(({ cut }) => cut > 0),
        latencyMs === undefined || leastMs >= latencyMs,
      ];
      if (!acts.every(Boolean)) return null;
      const held = counts.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
      const cut = counts.reduce((sum, count) => sum + count.cut, 0);
      return `${held} bytes held, ${cut} connections cut so far; answers took ${Math.round(leastMs)} ms at least`;
    },
    mend: async () => {
      await set({});
    },
    mended: async () => {
      await useLinks(replicas, fault.side, hands);
      const isBack = await all(replicas, async (replica) => {
        // Counted since the link was let go.
        const { forwardedBytes } = await hands.controls.linkCounts(replica, fault.side);
        return forwardedBytes > 0 && (await isReady(replica, hands));
      });
      return isBack ? `bytes pass, and ${replicas.join(', ')} is ready again` : null;
    },
  };
}

/**
 * Asks for what must pass the links: each replica for its readiness, or through the proxy as often as there are replicas; how
 * long the fastest answer took that had to pass one.
 */
async function useLinks(
  hit: readonly string[],
  side: LinkSide,
  { clock, entry, replicas }: Hands,
): Promise<number> {
  const direct = replicas
    .filter(({ name }) => hit.includes(name))
    .map(({ url }) => `${url ?? ''}/health/ready`);
  const urls = side === 'proxy' ? replicas.map(() => `${entry}/health`) : direct;
  const took = await Promise.all(
    urls.map(async (url) => {
      const beganNs = clock.nowNs();
      await look(url);
      return nsToMs(clock.nowNs() - beganNs);
    }),
  );
  // Through the proxy the replicas that were not hit answer too, and faster.
  const slowest = took.toSorted((one, other) => other - one).slice(0, hit.length);
  return Math.min(...slowest);
}

async function isReady(replica: string, { replicas }: Hands): Promise<boolean> {
  const url = replicas.find(({ name }) => name === replica)?.url ?? '';
  return (await look(`${url}/health/ready`))?.status === 200;
}
