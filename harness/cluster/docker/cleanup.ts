import { setTimeout as delay } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { bootOf, thisProcess } from '../session/owner.ts';
import { connectEngine } from './engine.ts';
import { LABEL } from './labels.ts';
import { removeNetwork } from './network.ts';
import { removeContainer } from './service.ts';

const PASS_PAUSE_MS = 300;
const PATIENCE_MS = 4000;

/**
 * Removes what a session left on the engine; how many containers and networks that were. Looks again until two
 * passes in a row find nothing: the engine may still be making what its owner asked for as it died.
 */
export async function removeSessionContainers(sessionId: string): Promise<number> {
  const engine = await connectEngine();
  if (engine === null) return 0;
  const deadline = performance.now() + PATIENCE_MS;
  let removed = 0;
  for (let emptyPasses = 0; emptyPasses < 2 && performance.now() < deadline;) {
    const found = await removeLabelled(engine, `${LABEL.session}=${sessionId}`, async () => true);
    removed += found;
    emptyPasses = found === 0 ? emptyPasses + 1 : 0;
    if (emptyPasses < 2) await delay(PASS_PAUSE_MS);
  }
  return removed;
}

/**
 * Removes what dead sessions left: owners of this boot that `isAlive` denies, and owners elsewhere whose hour is
 * over. Nothing of a session that lives on this machine is touched, however old.
 */
export async function sweepContainers(isAlive: (owner: string) => Promise<boolean>): Promise<number> {
  const engine = await connectEngine();
  if (engine === null) return 0;
  const thisBoot = bootOf(await thisProcess());
  return removeLabelled(engine, LABEL.session, async (labels) => {
    const owner = labels[LABEL.owner] ?? '';
    if (await isAlive(owner)) return false;
    if (bootOf(owner) === thisBoot) return true;
    return Number(labels[LABEL.expires] ?? 0) < Date.now() / 1000;
  });
}

type Labels = Readonly<Record<string, string>>;

/** Removes the labelled containers, then the networks, that `isDoomed` says yes to; how many. */
async function removeLabelled(
  engine: Dockerode,
  label: string,
  isDoomed: (labels: Labels) => Promise<boolean>,
): Promise<number> {
  const filters = { label: [label] };
  const [containers, networks] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
  ]);
  const idsOfDoomed = async (
    items: readonly { readonly Id: string; readonly Labels?: Labels | undefined }[],
  ) => {
    const ids = items.map(async ({ Id, Labels }) => ((await isDoomed(Labels ?? {})) ? [Id] : []));
    return (await Promise.all(ids)).flat();
  };
  const [containerIds, networkIds] = await Promise.all([idsOfDoomed(containers), idsOfDoomed(networks)]);
  await Promise.all(containerIds.map((id) => removeContainer(engine.getContainer(id))));
  await Promise.all(networkIds.map((id) => removeNetwork(engine.getNetwork(id))));
  return containerIds.length + networkIds.length;
}
