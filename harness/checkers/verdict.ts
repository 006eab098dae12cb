import type { Chart, Tone } from './chart.ts';

/** What a check says of a history. A check that examined nothing is unknown, never valid. */
export type Verdict =
  | { readonly status: 'valid'; readonly examined: number }
  | { readonly status: 'invalid'; readonly violations: readonly [Violation, ...Violation[]] }
  | { readonly status: 'unknown'; readonly reason: string };

export type Status = Verdict['status'];

/** One thing that cannot be, in a system that behaves as one. */
export interface Violation {
  /** The published name: stale-accept, fork, lost, duplicate, over-admission … */
  readonly anomaly: string;
  /** One sentence a backend engineer can act on. */
  readonly message: string;
  /** The smallest set of operations that shows it, by index. */
  readonly operations: readonly number[];
  /** The replicas (or `proxy`) at fault, where that can be known. */
  readonly culprits: readonly string[];
  /** The likely cause in one sentence; null when the history does not tell. */
  readonly cause: string | null;
}

/** What a report shows beside a verdict: plain tables and charts, so that it need not know the checks. */
export type Evidence =
  | {
      readonly kind: 'matrix';
      readonly title: string;
      readonly rowsLabel: string;
      readonly columnsLabel: string;
      readonly rows: readonly string[];
      readonly columns: readonly string[];
      readonly cells: readonly (readonly Cell[])[];
    }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | number | null)[])[];
    }
  | Chart;

export interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

/** A check's whole answer: the verdict, one sentence for the console, and the evidence for the report. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What was seen, in a few words with the figures, whatever the verdict. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
}

const RANK: Readonly<Record<Status, number>> = { valid: 0, unknown: 1, invalid: 2 };

/** The worst of the statuses (valid < unknown < invalid); unknown when there are none. */
export function worstStatus(statuses: readonly Status[]): Status {
  if (statuses.length === 0) return 'unknown';
  return statuses.reduce((worst, status) => (RANK[status] > RANK[worst] ? status : worst));
}

/** Invalid when there are violations, unknown when nothing was examined, else valid. */
export function verdictOf(violations: readonly Violation[], examined: number, nothing: string): Verdict {
  const [first, ...rest] = violations;
  if (first) return { status: 'invalid', violations: [first, ...rest] };
  return examined > 0 ? { status: 'valid', examined } : { status: 'unknown', reason: nothing };
}
