import { judgeObjective, type Judged } from './decision.ts';
import { UNATTRIBUTED } from './measured-load.ts';
import { ofReplica } from './objective.ts';
import { cellsOf } from './seconds.ts';

/**
 * Who breaks an objective: the replica it is about, or the only one beyond the limit; and whether it is alone with that,
 * since all others keep the limit by themselves.
 */
export function culpritOf({
  objective,
}: Judged): { readonly name: string; readonly isAlone: boolean } | null {
  const { measured, slo } = objective;
  const named = slo.replica.kind === 'one' ? { name: slo.replica.name, isAlone: false } : null;
  if (measured.replicas.length < 2) return named;
  const isUnattributed = cellsOf(ofReplica(objective, UNATTRIBUTED)).length > 0;
  const names = isUnattributed ? [...measured.replicas, UNATTRIBUTED] : measured.replicas;
  const each = names.map((name) => ({
    name,
    status: judgeObjective(ofReplica(objective, name)).decision.status,
  }));
  const beyond = each.filter(({ status }) => status === 'broken');
  const [only] = beyond;
  const othersHold = each.every((one) => one === only || one.status === 'holds');
  if (only === undefined || !othersHold || only.name === UNATTRIBUTED) return named;
  return { name: only.name, isAlone: true };
}
