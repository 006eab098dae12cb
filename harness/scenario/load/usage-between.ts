import type { Usage } from '../../cluster/cluster.ts';
import type { InputOf } from '../../history/vocabulary.ts';

/** What the programs of a cluster used between two looks at it; null where nobody told. */
export function usageBetween(
  before: Usage | null,
  after: Usage | null,
  elapsedS: number,
): Pick<InputOf<'trial'>, 'parts' | 'machine'> {
  if (before === null || after === null || elapsedS <= 0) return { parts: null, machine: null };
  const parts = after.parts.map(({ part, cpuS, quotaCores }) => {
    const began = before.parts.find((one) => one.part === part)?.cpuS ?? 0;
    return { name: part, coresUsed: (cpuS - began) / elapsedS, quotaCores };
  });
  return { parts, machine: machineBetween(before.machine, after.machine) };
}

function machineBetween(before: Usage['machine'], after: Usage['machine']): InputOf<'trial'>['machine'] {
  if (before === null || after === null || after.allS <= before.allS) return null;
  return { cores: after.cores, share: (after.busyS - before.busyS) / (after.allS - before.allS) };
}
