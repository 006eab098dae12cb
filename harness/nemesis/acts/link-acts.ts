import type { LinkCondition, LinkCounts } from '../../cluster/cluster.ts';
import type { LinkSide } from '../../cluster/topology.ts';
import { type Act, all, type Hands, look } from './act.ts';

/** What passes between some replicas and Redis, or the proxy and them, is held back, late, or cut. */
export function linkAct(
  replicas: readonly string[],
  { side, condition }: { readonly side: LinkSide; readonly condition: LinkCondition },
  hands: Hands,
): Act {
  const { controls } = hands;
  const set = (wanted: LinkCondition) =>
    Promise.all(replicas.map((replica) => controls.setLink(replica, side, wanted)));
  const countsOf = (replica: string): Promise<LinkCounts> => controls.linkCounts(replica, side);
  return {
    strike: async () => {
      await set(condition);
    },
    struck: async () => {
      const counts = await Promise.all(replicas.map(countsOf));
      const acts = await all(replicas, (replica) => isFelt(replica, { side, condition }, hands));
      if (!acts) return null;
      const held = counts.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
      const cut = counts.reduce((sum, count) => sum + count.cut, 0);
      return `the link is ${describe(condition)}; ${held} bytes held, ${cut} connections cut so far`;
    },
    mend: async () => {
      await set({});
    },
    mended: async () => {
      const isBack = await all(replicas, (replica) => isReady(replica, hands));
      return isBack ? `${replicas.join(', ')} is ready again` : null;
    },
  };
}

/** Silence towards Redis shows in readiness; the rest in what the link has done. */
async function isFelt(
  replica: string,
  { side, condition }: { readonly side: LinkSide; readonly condition: LinkCondition },
  hands: Hands,
): Promise<boolean> {
  if (condition.blackHole) return side === 'proxy' || !(await isReady(replica, hands));
  const counts = await hands.controls.linkCounts(replica, side);
  return condition.cutAfterBytes === undefined ? counts.forwardedBytes > 0 : counts.cut > 0;
}

async function isReady(replica: string, { replicas }: Hands): Promise<boolean> {
  const url = replicas.find(({ name }) => name === replica)?.url ?? '';
  return (await look(`${url}/health/ready`))?.status === 200;
}

function describe({ blackHole, latencyMs, cutAfterBytes }: LinkCondition): string {
  const words = [
    ...(blackHole ? ['silent'] : []),
    ...(latencyMs === undefined ? [] : [`${latencyMs} ms late`]),
    ...(cutAfterBytes === undefined ? [] : [`cut after ${cutAfterBytes} bytes`]),
  ];
  return words.join(' and ');
}
