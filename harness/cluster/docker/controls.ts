import { HarnessError, messageOf } from '../../errors.ts';
import { clockText } from '../clock.ts';
import type { Controls, PartState } from '../cluster.ts';
import type { LinkControl } from '../link/link-control.ts';
import { linkName } from '../link/link-plan.ts';
import type { LinkSide } from '../topology.ts';
import { statusOf } from './engine.ts';
import { execute } from './exec.ts';
import type { Place } from './place.ts';
import type { Runtime } from './runtime.ts';
import type { Service } from './service.ts';
import { CLOCK_FILE } from './service-plan.ts';

interface Hands {
  readonly services: readonly Service[];
  readonly place: Place;
  readonly runtime: Runtime;
  /** Null when the topology has no link. */
  readonly link: LinkControl | null;
}

/** The nemesis's hands on containers. */
export function dockerControls({ services, place, runtime, link }: Hands): Controls {
  const serviceOf = (part: string): Service => {
    const found = services.find(({ plan }) => plan.name === part);
    if (found) return found;
    throw new HarnessError('INTERNAL', `the cluster has no part ${part}`);
  };
  const linkOf = (replica: string, side: LinkSide): LinkControl => {
    if (link && place.links.ends.some(({ name }) => name === linkName(replica, side))) return link;
    throw new HarnessError('INTERNAL', `the topology has no link between ${replica} and its ${side}`);
  };
  return {
    parts: services.map(({ plan }) => plan.name),
    signal: (part, signal) => sendSignal(serviceOf(part), signal),
    start: (part) => serviceOf(part).restart(),
    state: (part) => stateOf(serviceOf(part)),
    setLink: async (replica, side, condition) =>
      linkOf(replica, side).set(linkName(replica, side), condition),
    linkCounts: async (replica, side) => linkOf(replica, side).counts(linkName(replica, side)),
    redis: (part, command) => {
      const { host, port } = place.addressOf(part);
      const client = ['redis-cli', '-h', host, '-p', String(port), '-e', ...command];
      return execute(runtime, serviceOf(part), client).catch((cause: unknown) => {
        throw new Error(`${part} gave no answer: ${messageOf(cause)}`, { cause });
      });
    },
    setClock: async (replica, offsetS) => {
      const service = serviceOf(replica);
      if (service.plan.file?.path !== CLOCK_FILE)
        throw new HarnessError('INTERNAL', `the topology gave ${replica} no clock that can be moved`);
      // In one step: a file that is half written would be another time.
      const script = `printf %s "$1" > /${CLOCK_FILE}.new && mv /${CLOCK_FILE}.new /${CLOCK_FILE}`;
      await execute(runtime, service, ['sh', '-c', script, 'sh', clockText(offsetS)]);
    },
  };
}

async function sendSignal(service: Service, signal: Parameters<Controls['signal']>[1]): Promise<void> {
  const { container } = service;
  // The engine's freezer holds the whole container, and the engine refuses to do twice what a signal may.
  if (signal === 'SIGSTOP') await container.pause();
  else if (signal !== 'SIGCONT') await container.kill({ signal });
  else if ((await stateOf(service)) === 'paused') await container.unpause();
}

async function stateOf({ container }: Service): Promise<PartState> {
  const state = await container.inspect().then(
    ({ State }) => State,
    (error: unknown) => {
      if (statusOf(error) === 404) return null;
      throw error;
    },
  );
  if (state?.Paused) return 'paused';
  return state?.Running ? 'running' : 'ended';
}
