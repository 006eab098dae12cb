import { HarnessError } from '../../errors.ts';
import type { Controls } from '../cluster.ts';
import { MASTER_NAME, type RedisLayout } from './layout.ts';

const PATIENCE_MS = 20_000;
const POLL_MS = 50;

/** Resolves once the master has brought its copies up to date. */
export async function waitForCopies(
  layout: RedisLayout,
  ask: Controls['redis'],
  signal: AbortSignal,
): Promise<void> {
  await until(() => areOnline(layout, ask), 'the copies of redis did not follow it', signal);
}

/** Resolves once each sentinel knows the master's copies and the other sentinels: a failover before that would fail. */
export async function waitForSentinels(
  layout: RedisLayout,
  ask: Controls['redis'],
  signal: AbortSignal,
): Promise<void> {
  const { sentinels } = layout;
  const isComplete = async (): Promise<boolean> => {
    const question = ['SENTINEL', 'MASTER', MASTER_NAME];
    const known = await Promise.all(
      sentinels.map(async (name) => fieldsOf(await askEarly(ask, name, question))),
    );
    const know = known.every(
      (fields) =>
        Number(fields['num-slaves']) === copiesIn(layout) &&
        Number(fields['num-other-sentinels']) === sentinels.length - 1,
    );
    return know && areOnline(layout, ask);
  };
  await until(isComplete, 'the sentinels did not find each other', signal);
}

const copiesIn = ({ servers }: RedisLayout): number => servers.filter(({ copies }) => copies !== null).length;

async function areOnline(layout: RedisLayout, ask: Controls['redis']): Promise<boolean> {
  const master = layout.servers[0]?.name ?? '';
  const replication = await askEarly(ask, master, ['INFO', 'replication']);
  return (replication.match(/state=online/gu)?.length ?? 0) === copiesIn(layout);
}

/** Whoever has just been started may not answer yet. */
const askEarly = (ask: Controls['redis'], part: string, question: readonly string[]): Promise<string> =>
  ask(part, question).catch(() => '');

async function until(isSo: () => Promise<boolean>, ifNot: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const next = 'read their logs in the run folder';
  throw new HarnessError('CLUSTER_START', `${ifNot} within ${PATIENCE_MS / 1000} s: ${next}.`);
}

/** The fields of an answer that redis-cli writes as a name and a value a line. */
export function fieldsOf(answer: string): Record<string, string> {
  const lines = answer.split('\n').map((line) => line.trim());
  const pairs = lines.flatMap((name, index) => (index % 2 === 0 ? [[name, lines[index + 1] ?? '']] : []));
  return Object.fromEntries(pairs);
}
