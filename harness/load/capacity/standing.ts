import type { Finding } from './trial.ts';

/** Where a search stands after its trials; rates in calls per second, Infinity where there is none yet. */
export interface Standing {
  readonly findings: readonly Finding[];
  /** The highest rate that held, below all that did not; null when none did. */
  readonly heldPerSecond: number | null;
  /** The lowest rate that broke. */
  readonly brokenPerSecond: number;
  /** The lowest rate that the generator could not offer. */
  readonly generatorPerSecond: number;
  /** How often the highest rate that held has held again. */
  readonly confirmationsHeld: number;
  readonly failedConfirmations: number;
  /** A rate that had held could not be offered again. */
  readonly isUnconfirmable: boolean;
}

/** What findings come to, whatever their order. */
export function standingOf(findings: readonly Finding[]): Standing {
  const confirmations = findings.filter(({ purpose }) => purpose === 'confirm');
  const searched = findings.filter(({ purpose }) => purpose !== 'confirm');
  const brokenPerSecond = Math.min(...ratesOf(findings, 'broken'));
  const generatorPerSecond = Math.min(...ratesOf(searched, 'generator'));
  const top = Math.min(brokenPerSecond, generatorPerSecond);
  const held = Math.max(...ratesOf(findings, 'held').filter((rate) => rate < top));
  return {
    findings,
    heldPerSecond: held === -Infinity ? null : held,
    brokenPerSecond,
    generatorPerSecond,
    confirmationsHeld: ratesOf(confirmations, 'held').filter((rate) => rate === held).length,
    failedConfirmations: ratesOf(confirmations, 'broken').length,
    isUnconfirmable: ratesOf(confirmations, 'generator').length > 0,
  };
}

const ratesOf = (findings: readonly Finding[], taken: Finding['taken']): readonly number[] =>
  findings.filter((one) => one.taken === taken).map(({ ratePerSecond }) => ratePerSecond);
