import { HarnessError } from '../errors.ts';

export interface ReadinessProbe {
  /** For the error: which part this is. */
  readonly part: string;
  readonly url: string;
}

const POLL_MS = 15;
const PATIENCE_MS = 30_000;
const ONE_TRY_MS = 2000;

/** Asks each URL until it answers 200; throws what `failures` throw first, or after 30 s which part is not ready. */
export async function waitUntilReady(
  probes: readonly ReadinessProbe[],
  failures: readonly Promise<never>[],
  signal: AbortSignal,
): Promise<void> {
  const settled = new AbortController();
  const patience = AbortSignal.any([signal, settled.signal]);
  try {
    const ready = Promise.all(probes.map((probe) => waitForOne(probe, patience)));
    await Promise.race([ready, ...failures]);
  } finally {
    settled.abort();
  }
}

async function waitForOne(probe: ReadinessProbe, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let last = 'no answer';
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const tryFor = AbortSignal.any([signal, AbortSignal.timeout(ONE_TRY_MS)]);
    const answer = await fetch(probe.url, { signal: tryFor, redirect: 'manual' }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    if (answer) last = `status ${answer.status}`;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new HarnessError(
    'CLUSTER_START',
    `${probe.part} was not ready within ${PATIENCE_MS / 1000} s (GET ${probe.url}: ${last}): read its log in the run folder.`,
  );
}
