import type { Controls, PartName, Replica } from '../../cluster/cluster.ts';
import type { Clock } from '../../time/clock.ts';

/** One fault on some parts: how it is done, how its effect is seen from outside, and how it is undone. */
export interface Act {
  readonly strike: () => Promise<void>;
  /** What is seen of its effect, in words; null while nothing is. */
  readonly struck: () => Promise<string | null>;
  readonly mend: () => Promise<void>;
  /** What is seen of its end, in words; null while it lasts. */
  readonly mended: () => Promise<string | null>;
}

/** What acts have in hand. */
export interface Hands {
  readonly controls: Controls;
  readonly replicas: readonly Replica[];
  /** The balancer, `http://host:port`. */
  readonly entry: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What the nemesis calls the proxy in a history is `nginx` to the cluster. */
export const partNamed = (target: string): PartName => (target === 'proxy' ? 'nginx' : target);

/** How long one look waits for an answer. */
export const ONE_LOOK_MS = 1500;

/** What a GET says, looked at from outside; null when there is no answer within 1.5 s. Its body is not read. */
export async function look(url: string): Promise<{ status: number; date: string | null } | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ONE_LOOK_MS), redirect: 'manual' });
    await answer.body?.cancel();
    return { status: answer.status, date: answer.headers.get('date') };
  } catch {
    // No answer is what many faults look like.
    return null;
  }
}

/** Whether a part answers as one that works does: a replica and the proxy over HTTP, a Redis to PING. */
export async function answers(part: PartName, { controls, replicas, entry }: Hands): Promise<boolean> {
  const replica = replicas.find(({ name }) => name === part);
  if (replica) return replica.url !== null && (await look(`${replica.url}/health`))?.status === 200;
  if (part === 'nginx') return (await look(`${entry}/health`)) !== null;
  return (await controls.redis(part, ['PING']).catch(() => '')) === 'PONG';
}

/** Whether all of some things hold, each asked at the same time. */
export const all = async <T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<boolean> =>
  (await Promise.all(items.map(holds))).every(Boolean);
