import type { Violation } from '../verdict.ts';
import { blameByClock } from './clocks.ts';
import { culprit, foldFindings } from '../findings.ts';
import type { Ledger, Probe } from '../auth/ledger.ts';
import type { Lives } from '../auth/lives.ts';
import { buildMatrix } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import { analyseMatrix } from './matrix-pattern.ts';
import { counted, named, percent, span } from '../phrases.ts';

/** Checks of tokens that nothing can have ended: each must be accepted. */
export function liveProbes(ledger: Ledger, lives: Lives): Probe[] {
  return ledger.probes.filter((probe) => !lives.mayTokenBeDead(probe.mint, probe.completedNs));
}

/** The mint-and-check matrix of a stage, of the calls whose two replicas are known. */
export function probeMatrix(replicas: readonly string[], probes: readonly Probe[]): Matrix {
  const samples = probes.flatMap(({ mint, replica, answer }) =>
    mint.replica === null || replica === null ? [] : [{ minted: mint.replica, checked: replica, answer }],
  );
  return buildMatrix(replicas, samples);
}

/** Refusals of live tokens, one violation a stage, blamed by the shape of the mint-and-check matrix. */
export function spuriousRefusals(ledger: Ledger, live: readonly Probe[]): Violation[] {
  const findings = live
    .filter((probe) => probe.answer === 'refused')
    .map((probe) => ({
      probe,
      group: probe.mint.stage,
      culprits: culprit(probe.replica),
      operations: [probe.mint.index, probe.index],
      weight: 0,
    }));
  return foldFindings(findings, ({ probe }, all) => {
    const { stage, user, clientType } = probe.mint;
    const inStage = live.filter(({ mint, answer }) => mint.stage === stage && answer !== 'other');
    const analysis = analyseMatrix(probeMatrix(ledger.replicas(stage), inStage));
    const { pattern } = analysis;
    const { odd, cause } = blameByClock(
      analysis,
      ledger.mints.filter((mint) => mint.stage === stage),
    );
    const refusing = named([...new Set(all.flatMap(({ culprits }) => culprits))].sort());
    const age = span(probe.invokedNs - probe.mint.completedNs);
    const ofAll = `${counted(all.length, 'refusal')}, ${percent(all.length / inStage.length)} of the checks of live tokens`;
    const first = `${probe.replica ?? 'an unnamed replica'} refused a token of ${user} (${clientType}) ${age} after it was minted`;
    const message = `${first}, though nothing had ended it (spurious 401, ${ofAll}, by ${refusing})`;
    const scope = wrongScope(
      ledger,
      all.map((finding) => finding.probe),
    );
    const isShaped = pattern !== 'uniform' && pattern !== 'sporadic' && odd.length > 0;
    const blamed = isShaped && scope === null ? { culprits: odd } : {};
    return { anomaly: 'spurious-401', message, cause: scope ?? cause, ...blamed };
  });
}

/** The kick that explains every refusal if it also ended client types it was not meant for; null when none does. */
function wrongScope({ kicks }: Ledger, refused: readonly Probe[]): string | null {
  const isExplained = ({ mint, completedNs }: Probe): boolean =>
    kicks.some(
      (kick) =>
        kick.stage === mint.stage &&
        kick.user === mint.user &&
        kick.invokedNs > mint.completedNs &&
        kick.invokedNs <= completedNs,
    );
  return refused.every(isExplained) ? 'a kick also ends client types it was not meant for' : null;
}
