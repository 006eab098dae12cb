import { HarnessError } from '../../errors.ts';
import type { Controls } from '../cluster.ts';
import { MASTER_NAME, type RedisLayout } from './layout.ts';

const PATIENCE_MS = 20_000;
const POLL_MS = 50;

/** Resolves once each sentinel knows the master's copies and the other sentinels: a failover before that would fail. */
export async function waitForSentinels(
  { servers, sentinels }: RedisLayout,
  ask: Controls['redis'],
  signal: AbortSignal,
): Promise<void> {
  const copies = servers.filter(({ copies }) => copies !== null).length;
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const known = await Promise.all(sentinels.map((name) => ask(name, ['SENTINEL', 'MASTER', MASTER_NAME])));
    const isComplete = known.every((answer) => {
      const fields = fieldsOf(answer);
      return (
        Number(fields['num-slaves']) === copies &&
        Number(fields['num-other-sentinels']) === sentinels.length - 1
      );
    });
    if (isComplete) {
      const replication = await ask(servers[0]?.name ?? '', ['INFO', 'replication']);
      if (replication.match(/state=online/gu)?.length === copies) return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const sentence = `the sentinels did not find each other within ${PATIENCE_MS / 1000} s: read their logs in the run folder.`;
  throw new HarnessError('CLUSTER_START', sentence);
}

/** The fields of an answer that redis-cli writes as a name and a value a line. */
export function fieldsOf(answer: string): Record<string, string> {
  const lines = answer.split('\n').map((line) => line.trim());
  const pairs = lines.flatMap((name, index) => (index % 2 === 0 ? [[name, lines[index + 1] ?? '']] : []));
  return Object.fromEntries(pairs);
}
