import type { Check } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger, Probe, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted, named, percent } from '../phrases.ts';
import { liveProbes, spuriousRefusals } from './spurious.ts';

/** A token that nothing has ended is never refused with 401 (docs/algorithms.md 9). */
export function liveTokenNeverRefused(options: StageOption = {}): Check {
  return {
    name: 'live-token-never-refused',
    claim: 'No replica refuses a token that was neither kicked, nor logged out, nor expired.',
    judge: (history) => judge(readLedger(history, options)),
  };
}

function judge(ledger: Ledger): Judgement {
  const live = liveProbes(ledger, readLives(ledger)).filter(({ answer }) => answer !== 'other');
  const violations = spuriousRefusals(ledger, live);
  const summary = `${counted(live.length, 'check')} of live tokens, none refused`;
  return conclude({
    violations,
    gaps: gapsOf(ledger, live),
    examined: live.length,
    summary: violations[0]?.message ?? summary,
    evidence: [shares(live)],
  });
}

function gapsOf(ledger: Ledger, live: readonly Probe[]): string[] {
  const stages = [...new Set(live.map(({ mint }) => mint.stage))];
  return stages.flatMap((stage) => {
    const answered = new Set(live.filter(({ mint }) => mint.stage === stage).map(({ replica }) => replica));
    const missing = ledger.replicas(stage).filter((name) => !answered.has(name));
    return missing.length === 0 ? [] : [`no live token in stage ${stage} was checked by ${named(missing)}`];
  });
}

function shares(live: readonly Probe[]): Evidence {
  const byReplica = [...Map.groupBy(live, ({ replica }) => replica ?? '?')].sort(([a], [b]) =>
    a.localeCompare(b),
  );
  return {
    kind: 'table',
    title: 'Checks of live tokens',
    columns: ['replica', 'checks', 'refused', 'share'],
    rows: byReplica.map(([replica, own]) => {
      const refused = own.filter(({ answer }) => answer === 'refused').length;
      return [replica, own.length, refused, percent(refused / own.length)];
    }),
  };
}
