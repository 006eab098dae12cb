import type { AnyOperation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { conclude, type Found } from '../conclusion.ts';
import { counted } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { answererOf, countByName } from '../answerer.ts';

/** A user who asked so often and met one replica only did not do so by chance: under one in 500,000 with two replicas. */
const MANY_CALLS = 20;

/**
 * What is claimed of calls through the balancer holds for N replicas only if it spread them: a replica that it never asks,
 * or users whom it sticks to one, leave a claim unknown. Never invalid: how to balance is the deployment's own matter.
 */
export const balancerReachesEveryReplica = ({ atLeast }: { readonly atLeast: number }): Check => ({
  name: 'balancer-reaches-every-replica',
  claim: `The balancer sent each replica at least ${atLeast} of the calls, and no user always to the same one.`,
  judge: (history) => judge(history, atLeast),
});

function judge(history: History, atLeast: number): Judgement {
  const found = history.stages.map((stage) => judgeStage(history, stage, atLeast));
  return conclude({
    violations: [],
    gaps: found.flatMap(({ gaps }) => gaps),
    examined: found.reduce((sum, { examined }) => sum + examined, 0),
    summary: found.map(({ summary }) => summary).join(' and ') || 'no cluster came up',
    evidence: found.flatMap(({ evidence = [] }) => evidence),
  });
}

function judgeStage({ operations }: History, stage: Stage, atLeast: number): Found {
  const names = stage.replicas.map(({ name }) => name);
  const balanced = operations.filter((op) => op.stage === stage.stage && isAnswered(op));
  const answerers = balanced.map((op) => answererOf(op, stage));
  const counts = countByName(names, answerers);
  const split = names.map((name) => counts.get(name) ?? 0);
  const unreached = names.filter((name) => (counts.get(name) ?? 0) < atLeast);
  return {
    violations: [],
    gaps: [
      ...unreached.map(
        (name) => `the balancer sent ${name} ${counts.get(name) ?? 0} calls, and ${atLeast} are needed`,
      ),
      ...stickyGap(balanced, stage),
    ],
    examined: balanced.length,
    summary: `${split.join('/')} calls through the balancer`,
    evidence: [
      {
        kind: 'table',
        title: `Where the balancer sent calls (${stage.stage})`,
        columns: ['replica', 'answers'],
        rows: [...counts],
      },
    ],
  };
}

const isAnswered = ({ route, status, f }: AnyOperation): boolean =>
  route === 'balancer' && status !== null && f !== 'event' && f !== 'stream-end';

/** Users who each met one replica only, though they asked often enough to meet another. */
function stickyGap(balanced: readonly AnyOperation[], stage: Stage): string[] {
  if (stage.replicas.length < 2) return [];
  const byUser = Map.groupBy(balanced, (op) => ('user' in op.input ? op.input.user : ''));
  const users = [...byUser.values()].filter((calls) => calls.length >= MANY_CALLS);
  const stuck = users.filter((calls) => new Set(calls.map((op) => answererOf(op, stage))).size === 1);
  if (stuck.length === 0 || stuck.length < users.length) return [];
  const [calls = []] = stuck;
  return [
    `the balancer is sticky: each of ${counted(users.length, 'user')} met one replica only, such as ` +
      `${calls[0] ? answererOf(calls[0], stage) : 'one'} in all of ${calls.length} calls`,
  ];
}
