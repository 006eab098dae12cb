import { HarnessError, messageOf } from '../../errors.ts';
import type { Cluster, Driver, Replica } from '../cluster.ts';

export interface ExistingDriverOptions {
  /** The deployment's entry, `http(s)://host[:port]`. */
  readonly target: string;
  /** Its replicas past the balancer, as far as they can be reached. */
  readonly replicaUrls: readonly string[];
}

const DISCOVERY_CALLS = 40;
const ONE_CALL_MS = 5000;

/** A deployment that runs already: nothing is started, nothing is changed, nothing is ended. */
export function existingDriver(options: ExistingDriverOptions): Driver {
  return { name: 'existing', capabilities: [], start: () => discover(options) };
}

async function discover({ target, replicaUrls }: ExistingDriverOptions): Promise<Cluster> {
  const direct = await Promise.all(
    replicaUrls.map(async (url): Promise<Replica> => ({ name: await nameOf(url), url, upstream: null })),
  );
  const names = new Set(direct.map(({ name }) => name));
  if (names.size < direct.length) {
    throw new HarnessError(
      'BAD_INPUT',
      `Two --replica URLs lead to the same replica (${[...names].join(', ')}): give each replica its own URL.`,
    );
  }
  const behind: Replica[] = [];
  for (let call = 0; call < DISCOVERY_CALLS; call += 1) {
    const name = await nameOf(target);
    if (names.has(name)) continue;
    names.add(name);
    behind.push({ name, url: null, upstream: null });
  }
  return {
    driver: 'existing',
    entry: target,
    replicas: [...direct, ...behind],
    parts: { target },
    proxyAlerts: () => [],
    collectLogs: async () => undefined,
    controls: null,
    usage: null,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function nameOf(url: string): Promise<string> {
  const answer = await fetch(new URL('/health', url), {
    signal: AbortSignal.timeout(ONE_CALL_MS),
    redirect: 'manual',
  }).catch((cause: unknown) => {
    throw new HarnessError(
      'BAD_INPUT',
      `${url} does not answer GET /health (${reasonOf(cause)}): ${nextStepFor(url)}.`,
      { cause },
    );
  });
  await answer.body?.cancel();
  const name = answer.headers.get('x-instance-id');
  if (name === null) {
    throw new HarnessError(
      'BAD_INPUT',
      `${url} answers without X-Instance-Id, so its replicas cannot be told apart: send that header from each replica.`,
    );
  }
  return name;
}

/** What `fetch` says is only that it failed; its cause says why. */
const reasonOf = (error: unknown): string =>
  messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error).split(
    /[;\n]/u,
  )[0] ?? '';

const nextStepFor = (url: string): string =>
  url.startsWith('https:')
    ? 'check the address, that the deployment is up, and that its certificate is trusted (NODE_EXTRA_CA_CERTS=<file>)'
    : 'check the address and that the deployment is up';
