import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';

/** Definite answers of a stage by replica; a replica that never answered has 0. */
export function answersByReplica({ operations, stages }: History): Map<string, Map<string, number>> {
  const counts = new Map(
    stages.map(({ stage, replicas }) => [stage, new Map(replicas.map(({ name }) => [name, 0]))]),
  );
  for (const op of operations) {
    const stage = counts.get(op.stage);
    const before = op.replica === null ? undefined : stage?.get(op.replica);
    if (
      before === undefined ||
      op.outcome !== 'ok' ||
      op.f === 'event' ||
      op.f === 'stream-end' ||
      op.f === 'idle-connection'
    )
      continue;
    stage?.set(op.replica ?? '', before + (op.f === 'load-latency' ? op.input.count : 1));
  }
  return counts;
}

/** A claim about N replicas needs observations of each: fewer than `atLeast` definite answers of one is unknown. */
export const everyReplicaObserved = ({ atLeast }: { readonly atLeast: number }): Check => ({
  name: 'every-replica-observed',
  claim: `Each replica gave at least ${atLeast} definite answers, in every stage.`,
  judge: (history) => judge(history, atLeast),
});

function judge(history: History, atLeast: number): Judgement {
  const counts = answersByReplica(history);
  const rows = [...counts].flatMap(([stage, replicas]) =>
    [...replicas].map(([replica, answers]) => ({ stage, replica, answers })),
  );
  const fewest = rows.toSorted((a, b) => a.answers - b.answers)[0];
  const totals = [...counts.values()].map((replicas) => [...replicas.values()].join('/'));
  const evidence = [
    {
      kind: 'table' as const,
      title: 'Definite answers',
      columns: ['stage', 'replica', 'answers'],
      rows: rows.map(({ stage, replica, answers }) => [stage, replica, answers]),
    },
  ];
  const summary = `${totals.join(' and ')} answers per replica`;
  if (!fewest) return { verdict: { status: 'unknown', reason: 'no cluster came up' }, summary, evidence };
  if (fewest.answers >= atLeast)
    return { verdict: { status: 'valid', examined: rows.length }, summary, evidence };
  const reason =
    fewest.answers === 0
      ? `${fewest.replica} was never observed: the balancer sent it nothing`
      : `${fewest.replica} was observed ${fewest.answers} times, which is fewer than ${atLeast}`;
  return { verdict: { status: 'unknown', reason }, summary, evidence };
}
