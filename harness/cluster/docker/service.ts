import type Dockerode from 'dockerode';
import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError, messageOf } from '../../errors.ts';
import type { LogSink } from '../cluster.ts';
import { statusOf } from './engine.ts';
import type { ClusterNetwork } from './network.ts';
import { demultiplex, splitLines } from './output.ts';
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
  /** Starts it; the published port on this machine, or null when it publishes none. */
  readonly start: () => Promise<number | null>;
  /** Rejects with the program's last words when it ends before it is removed; never resolves. */
  readonly failure: Promise<never>;
  /** Kills and removes it with its volumes; resolves when its output is read. */
  readonly remove: () => Promise<void>;
}

/** How much of a program's last output goes into an error. */
const LAST_LINES = 5;
/** How long output may take to arrive after its container is gone. */
const LAST_OUTPUT_MS = 300;

/** Makes a container that nothing but its plan decides: fixed address, ports on one address, labels. */
export async function createService(plan: ServicePlan, place: ServicePlace): Promise<Service> {
  const container = await place.runtime.engine
    .createContainer(optionsOf(plan, place))
    .catch(cannotStart(plan));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => removeContainer(container));
  if (plan.file !== null) await container.putArchive(tarOf(plan.file.path, plan.file.text), { path: '/' });
  const lastLines: string[] = [];
  const output = await followOutput(container, (line) => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    place.log(plan.name, line);
  });
  let removing = false;
  let starting: Promise<unknown> = Promise.resolve();
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
  cleanup.move();
  return {
    plan,
    container,
    failure,
    start: () => {
      const started = startContainer(container, plan);
      starting = started;
      return started;
    },
    remove: async () => {
      removing = true;
      // An engine that removes what it is just starting may leave a part of it behind.
      await Promise.allSettled([starting]);
      await removeContainer(container);
      await Promise.race([output.ended, delay(LAST_OUTPUT_MS, undefined, { ref: false })]);
      output.close();
    },
  };
}

/** Kills and removes a container; one that is gone or going already is what was wanted. */
export async function removeContainer(container: Dockerode.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error: unknown) => {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  });
}

function optionsOf(
  plan: ServicePlan,
  { network, labels, runtime }: ServicePlace,
): Dockerode.ContainerCreateOptions {
  const { publish, mount } = plan;
  const port = publish === null ? null : `${publish.container}/tcp`;
  const binding = { HostIp: runtime.publishOn, HostPort: String(publish?.host ?? '') };
  return {
    name: `${network.name}-${plan.name}`,
    Image: plan.image,
    Labels: labels,
    Env: Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`),
    ...(plan.command === null ? {} : { Cmd: [...plan.command] }),
    ...(port === null ? {} : { ExposedPorts: { [port]: {} } }),
    HostConfig: {
      NetworkMode: network.name,
      Init: true,
      // We read the output ourselves; the engine's copy, for `docker logs`, must not fill its disk.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '1' } },
      ...(port === null ? {} : { PortBindings: { [port]: [binding] } }),
      ...(mount === null ? {} : mountOptions(mount)),
    },
    NetworkingConfig: { EndpointsConfig: { [network.name]: { IPAMConfig: { IPv4Address: plan.address } } } },
  };
}

function mountOptions({ from, to }: { readonly from: string; readonly to: string }): Dockerode.HostConfig {
  return {
    Mounts: [{ Type: 'bind', Source: from, Target: to, ReadOnly: true }],
    // SELinux would keep the container from a folder labelled for its user; to relabel it would be worse.
    SecurityOpt: ['label=disable'],
  };
}

interface Output {
  /** Resolves when the container has ended and all of its output was read. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Attaches before the start: nothing is missed, and no logging driver is needed. */
async function followOutput(container: Dockerode.Container, onLine: (line: string) => void): Promise<Output> {
  const closed = new AbortController();
  const stream = await container.attach({
    stream: true,
    stdout: true,
    stderr: true,
    abortSignal: closed.signal,
  });
  const sink = demultiplex(splitLines(onLine), splitLines(onLine));
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  stream.on('data', (bytes: Buffer) => sink.write(bytes));
  stream.once('end', () => {
    sink.end();
    resolve();
  });
  // An aborted stream, or an engine that went away: there is no more to read either way.
  stream.on('error', () => resolve());
  return { ended, close: () => closed.abort() };
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
    const port = publish?.host ?? null;
    if (port !== null && PORT_TAKEN.test(messageOf(cause))) {
      const next = 'stop what listens there, or choose another port';
      throw new HarnessError('BAD_INPUT', `Port ${port} on 127.0.0.1 is taken: ${next}.`, { cause });
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
