import { once } from 'node:events';
import { createServer } from 'node:net';
import type { LinkCondition, LinkCounts } from '../cluster.ts';
import { Gate } from './gate.ts';
import type { Address } from './link-end.ts';
import type { Target } from './target.ts';
import { Tunnel } from './tunnel.ts';

/** A port that leads to another one, until disposed. */
export interface Link extends AsyncDisposable {
  readonly address: Address;
  readonly set: (condition: LinkCondition) => void;
  readonly counts: () => LinkCounts;
}

/** Listens, and passes on what comes. */
export async function openLink(listen: Address, target: Target): Promise<Link> {
  const gate = new Gate();
  const tunnels = new Set<Tunnel>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (opener) => {
    gate.add('opened', 1);
    const onClosed = (tunnel: Tunnel): void => void tunnels.delete(tunnel);
    tunnels.add(new Tunnel({ opener, gate, target: target.address, onClosed }));
  });
  target.onChange(() => {
    for (const tunnel of tunnels) {
      tunnel.leaveTarget();
      tunnel.change();
    }
  });
  server.listen(listen);
  await once(server, 'listening');
  const address = server.address();
  return {
    address: { ...listen, port: typeof address === 'object' ? (address?.port ?? 0) : 0 },
    set: (condition) => {
      gate.set(condition);
      for (const tunnel of tunnels) tunnel.change();
    },
    counts: () => gate.counts(),
    [Symbol.asyncDispose]: async () => {
      for (const tunnel of tunnels) tunnel.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
