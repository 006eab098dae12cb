import type { ClientRun } from '../client/run.ts';
import { printable } from '../printable.ts';
import type { MetFault } from './met-fault.ts';

/** Clients that are served by a later endpoint, because their own manifest is missing where others have theirs. */
export function missingPerTarget(runs: readonly ClientRun[]): MetFault[] {
  const newer = runs.filter(({ generation }) => generation === 'newer');
  const served = new Set(
    newer.flatMap(({ steps }) =>
      steps.filter(({ reading }) => reading?.kind === 'release').map(({ endpoint }) => endpoint),
    ),
  );
  return newer.flatMap((run) => {
    const isServed = run.outcome.kind !== 'not-released' && run.steps.some(({ move }) => move === 'takes');
    const missing = run.steps.filter(
      ({ reading, endpoint }) =>
        reading?.kind === 'refused' && served.has(endpoint) && endpoint.includes('{{target}}'),
    );
    if (!isServed) return [];
    return missing.map(({ endpoint, url, fetch, came }) => ({
      run,
      fault: {
        id: 'per-target-manifest-missing',
        severity: 'policy',
        cause: endpoint,
        says: 'Nothing: a later endpoint serves them.',
        why: `${printable(url ?? '')} gave ${came}, and others have theirs.`,
        mend: 'Publish a manifest for each target, or for none.',
        culprits: [printable(url ?? '')],
        fetches: fetch === null ? [] : [fetch],
      } as const,
    }));
  });
}
