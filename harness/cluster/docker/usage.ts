import type { Usage } from '../cluster.ts';
import { machineTime } from '../machine-time.ts';
import type { Runtime } from './runtime.ts';
import type { Service } from './service.ts';

const NS_PER_S = 1e9;

/** The processor time of each container, by the engine's word. */
export async function usageOf(services: readonly Service[], { host }: Runtime): Promise<Usage> {
  return {
    parts: await Promise.all(
      services.map(async ({ plan, container }) => ({
        part: plan.name,
        cpuS: await cpuTime(container),
        quotaCores: plan.quotaCores,
      })),
    ),
    machine: host === '127.0.0.1' ? machineTime() : null,
  };
}

/** One sample: without it the engine would wait for a second one, to tell a rate. */
async function cpuTime(container: Service['container']): Promise<number> {
  const { cpu_stats: stats } = await container.stats({ stream: false, 'one-shot': true });
  return stats.cpu_usage.total_usage / NS_PER_S;
}
