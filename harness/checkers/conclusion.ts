import type { Evidence, Judgement, Violation } from './verdict.ts';
import { verdictOf } from './verdict.ts';

/** What a check found, before the verdict is drawn from it. */
export interface Found {
  readonly violations: readonly Violation[];
  /** What was not looked at and should have been: each makes the verdict unknown. */
  readonly gaps: readonly string[];
  readonly examined: number;
  readonly summary: string;
  readonly evidence?: readonly Evidence[];
}

/** Violations decide; without any, a gap makes it unknown; and nothing examined is unknown too. */
export function conclude({ violations, gaps, examined, summary, evidence = [] }: Found): Judgement {
  const isOpen = violations.length === 0 && gaps.length > 0;
  const verdict = isOpen
    ? ({ status: 'unknown', reason: gaps.slice(0, 3).join('; ') } as const)
    : verdictOf(violations, examined, 'nothing was examined');
  return { verdict, summary, evidence };
}
