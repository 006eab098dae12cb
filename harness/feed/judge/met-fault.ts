import type { ClientRun } from '../client/run.ts';
import type { Fault } from '../fault.ts';

/** A fault, and who met it. */
export interface MetFault {
  /** Null for what no client meets. */
  readonly run: ClientRun | null;
  readonly fault: Fault;
}

/** A fault that no client meets: a policy, or a warning about the release as a whole. */
export const unmet = (fault: Fault): MetFault => ({ run: null, fault });
