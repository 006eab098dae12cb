import type Dockerode from 'dockerode';
import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError, messageOf } from '../../errors.ts';
import type { LogSink } from '../cluster.ts';
import { containerOptions } from './container-options.ts';
import { statusOf } from './engine.ts';
import { followOutput, type Output } from './follow-output.ts';
import type { ClusterNetwork } from './network.ts';
import type { Runtime } from './runtime.ts';
import type { ServicePlan } from './service-plan.ts';
import { tarOf } from './tar.ts';

export interface ServicePlace {
  readonly runtime: Runtime;
  readonly network: ClusterNetwork;
  readonly labels: Record<string, string>;
  readonly log: LogSink;
}

/** A container of the cluster: made, its output read from the first byte on, and not yet started. */
export interface Service {
  readonly plan: ServicePlan;
  readonly container: Dockerode.Container;
  /** Starts it. */
  readonly start: () => Promise<void>;
  /** Starts it anew, with its output followed, once it has ended; one that runs is killed first. */
  readonly restart: () => Promise<void>;
  /** The published port on this machine, since the last start; null when it publishes none. */
  readonly port: () => number | null;
  /** Rejects with the program's last words when it ends for the first time before it is removed; never resolves. */
  readonly failure: Promise<never>;
  /** Kills and removes it with its volumes; resolves when its output is read. */
  readonly remove: () => Promise<void>;
}

/** How much of a program's last output goes into an error. */
const LAST_LINES = 5;
/** How long output may take to arrive after its container is gone. */
const LAST_OUTPUT_MS = 300;

/** Makes a container from its plan. */
export async function createService(plan: ServicePlan, place: ServicePlace): Promise<Service> {
  const { runtime, network, labels } = place;
  const options = containerOptions(plan, { network: network.name, labels, publishOn: runtime.publishOn });
  const container = await runtime.engine.createContainer(options).catch(cannotStart(plan));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => removeContainer(container));
  if (plan.file !== null) await container.putArchive(tarOf(plan.file.path, plan.file.text), { path: '/' });
  const lastLines: string[] = [];
  const onLine = (line: string): void => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    place.log(plan.name, line);
  };
  let output = await followOutput(container, onLine);
  let removing = false;
  let port: number | null = null;
  let starting: Promise<void> = Promise.resolve();
  const failure = output.ended.then(async (): Promise<never> => {
    // What happens to a container that we remove is no failure; the promise then stays open.
    if (removing) return new Promise<never>(() => undefined);
    const ending = await describeEnding(container);
    throw new HarnessError(
      'CLUSTER_START',
      `${plan.name} (${plan.image}) ${ending}. ${lastLines.join(' · ')}`,
    );
  });
  // Whoever waits for readiness races it; a death after that shows in the history.
  failure.catch(() => undefined);
  const start = async (): Promise<void> => {
    if (removing) throw new HarnessError('INTERNAL', `${plan.name} is going already`);
    port = await startContainer(container, plan);
  };
  cleanup.move();
  return {
    plan,
    container,
    failure,
    port: () => port,
    start: () => {
      starting = start();
      return starting;
    },
    restart: () => {
      starting = (async () => {
        await endContainer(container);
        await readToTheEnd(output);
        output = await followOutput(container, onLine);
        await start();
      })();
      return starting;
    },
    remove: async () => {
      removing = true;
      // An engine that removes what it is just starting may leave a part of it behind.
      await Promise.allSettled([starting]);
      await removeContainer(container);
      await readToTheEnd(output);
    },
  };
}

/** Kills and removes a container; one that is gone or going already is what was wanted. */
export async function removeContainer(container: Dockerode.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error: unknown) => {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  });
}

/** Kills a container; resolves when the engine has seen its end. */
async function endContainer(container: Dockerode.Container): Promise<void> {
  await container.kill().catch((error: unknown) => {
    // It does not run: what was wanted.
    if (statusOf(error) !== 409) throw error;
  });
  await container.wait();
}

/** Takes what is still to come of the output of a container that has ended. */
async function readToTheEnd({ ended, close }: Output): Promise<void> {
  await Promise.race([ended, delay(LAST_OUTPUT_MS, undefined, { ref: false })]);
  close();
}

async function startContainer(container: Dockerode.Container, plan: ServicePlan): Promise<number | null> {
  await container.start().catch(cannotStart(plan));
  if (plan.publish === null) return null;
  const { NetworkSettings } = await container.inspect();
  const binding = NetworkSettings.Ports[`${plan.publish.container}/tcp`]?.[0];
  return binding === undefined ? null : Number(binding.HostPort);
}

/** Docker's words and Podman's for a port that somebody else listens on. */
const PORT_TAKEN = /port is already allocated|address already in use/iu;

function cannotStart({ name, image, publish }: ServicePlan): (cause: unknown) => never {
  return (cause) => {
    if (publish?.isAsked && PORT_TAKEN.test(messageOf(cause))) {
      const next = 'stop what listens there, or choose another port';
      throw new HarnessError('BAD_INPUT', `Port ${publish.host} on 127.0.0.1 is taken: ${next}.`, { cause });
    }
    const why = messageOf(cause).trim();
    throw new HarnessError('CLUSTER_START', `The engine could not start ${name} (${image}): ${why}`, {
      cause,
    });
  };
}

async function describeEnding(container: Dockerode.Container): Promise<string> {
  const state = await container.inspect().then(
    ({ State }) => State,
    () => null,
  );
  return state === null ? 'was removed by somebody else' : `ended with code ${state.ExitCode}`;
}
