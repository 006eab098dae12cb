import { cpus } from 'node:os';
import type { Usage } from './cluster.ts';

const MS_PER_S = 1000;

/** The time that all cores of this machine were busy, and were there, since it was started. */
export function machineTime(): NonNullable<Usage['machine']> {
  const sums = cpus().map(({ times: { user, nice, sys, irq, idle } }) => {
    const busyMs = user + nice + sys + irq;
    return { busyMs, allMs: busyMs + idle };
  });
  return {
    cores: sums.length,
    busyS: sums.reduce((sum, { busyMs }) => sum + busyMs, 0) / MS_PER_S,
    allS: sums.reduce((sum, { allMs }) => sum + allMs, 0) / MS_PER_S,
  };
}
