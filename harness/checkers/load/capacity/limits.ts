import { type Limit, limitOf, type Part, type PartLoad } from '../../../load/capacity/limit.ts';
import { offerFigures } from '../offer-rules.ts';
import type { JudgedSearch, TriedRate } from './searches.ts';

/** What kept a search from a higher rate, by the lowest rate that broke an objective; null when none did. */
export function limitOfSearch({ tried, replicas }: JudgedSearch): Limit | null {
  const broken = tried.filter(({ outcome }) => outcome === 'broken');
  const [lowest] = broken.toSorted((one, other) => one.ratePerSecond - other.ratePerSecond);
  if (lowest === undefined) return null;
  const names = new Set(replicas.map(({ name }) => name));
  const { machine } = lowest.used;
  return limitOf({ loads: loadsOf(lowest, names), alerts: [], machineShare: machine?.share ?? null });
}

/** The processor time of each part while a rate was tried. */
export function loadsOf({ measured, used }: TriedRate, replicas: ReadonlySet<string>): PartLoad[] {
  const { threads } = measured.load;
  const cpuShare = offerFigures(measured).cpuShare ?? 0;
  const generator: PartLoad = {
    part: 'generator',
    name: 'the generator',
    coresUsed: cpuShare * threads,
    coresUsable: threads,
    quotaCores: null,
  };
  const parts = (used.parts ?? []).flatMap(({ name, coresUsed, quotaCores }): PartLoad[] => {
    const part = partOf(name, replicas);
    if (part === null) return [];
    // Nginx has a worker for each core; Redis and a replica on Node work with one.
    const coresUsable = part === 'nginx' ? (used.machine?.cores ?? 1) : 1;
    return [{ part, name, coresUsed, coresUsable, quotaCores }];
  });
  return [generator, ...parts];
}

function partOf(name: string, replicas: ReadonlySet<string>): Part | null {
  if (replicas.has(name)) return 'replicas';
  if (name === 'nginx') return 'nginx';
  return /^redis(?:-|$)/u.test(name) ? 'redis' : null;
}
