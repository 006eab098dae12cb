import { printable } from '../printable.ts';
import type { Step, UpdateCheck } from './check.ts';

/** The indexes of what was fetched in these steps. */
export const fetchesOf = (steps: readonly Step[]): number[] => steps.flatMap(({ fetch }) => fetch ?? []);
/** The endpoint as a finding names it. */
export const nameOf = ({ endpoint }: Step): string => printable(endpoint);
/** Where a step asked, and what came, as a clause. */
export const cameOf = ({ url, endpoint, came }: Step): string => `${printable(url ?? endpoint)} gave ${came}`;

/** The last endpoint that was asked decides. */
export const decidingStep = ({ steps }: UpdateCheck): Step | undefined =>
  steps.findLast(({ move }) => move !== 'not-asked');
