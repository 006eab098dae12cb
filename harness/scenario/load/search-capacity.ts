import { searchesOf } from '../../checkers/load/capacity/searches.ts';
import type { SearchSettings } from '../../load/capacity/search-settings.ts';
import type { Step } from '../../load/capacity/search.ts';
import { constant } from '../../load/arrivals/profile.ts';
import { NS_PER_MS } from '../../time/clock.ts';
import type { World } from '../world.ts';
import type { CapacityPlan } from './capacity-plan.ts';
import { type Crowd, openCrowd } from './crowd.ts';
import { usageBetween } from './usage-between.ts';

/** An arrival that waits for so long is missed: the backlog of a rate that is too high need not be worked off. */
const PATIENCE_MS = 2000;
const WARM_UP_MS = 10_000;

/** Tries rates against one cluster until the highest that keeps the objectives is found; that rate, or null without one. */
export async function searchCapacity(
  plan: CapacityPlan,
  settings: SearchSettings,
  world: World,
): Promise<number | null> {
  const { recorder } = world.system;
  const { slos, neededPerSecond, quotaCores } = plan;
  const replicas = world.stage.replicas.length;
  recorder.observe(0, {
    f: 'search',
    key: world.stage.stage,
    route: 'balancer',
    input: { replicas, quotaCores, slos: [...slos], neededPerSecond, ...settings },
  });
  using crowd = await openCrowd(plan, world);
  await warmUp(settings.startPerSecond, { plan, crowd, world });
  for (let number = 1; ; number += 1) {
    world.signal.throwIfAborted();
    const step = await stepOf(world);
    if (step.kind === 'stop') return step.stop.heldPerSecond;
    await tryRate({ ...step, number }, { plan, crowd, world });
  }
}

/** What all trials of this stage come to so far; it has one search. */
async function stepOf({ soFar, stage }: World): Promise<Step> {
  const search = searchesOf(await soFar()).find((one) => one.stage === stage.stage);
  if (search === undefined) throw new Error('the search was not recorded');
  return search.step;
}

interface Trying {
  readonly plan: CapacityPlan;
  readonly crowd: Crowd;
  readonly world: World;
}

/** Replicas that have just started are slower than they will be, all the more with a small quota; nothing is judged of this. */
async function warmUp(ratePerSecond: number, { plan, crowd }: Trying): Promise<void> {
  await crowd.offer({
    ...plan,
    name: 'before the first trial',
    profile: constant(ratePerSecond),
    durationMs: WARM_UP_MS,
    patienceMs: PATIENCE_MS,
    stopsWhenBroken: false,
  });
}

async function tryRate(
  { ratePerSecond, purpose, number }: Extract<Step, { kind: 'try' }> & { readonly number: number },
  { plan, crowd, world: { clock, usage, system } }: Trying,
): Promise<void> {
  const load = `trial ${number}, ${ratePerSecond}/s`;
  const look = async () => ({ atNs: clock.nowNs(), used: await usage?.() });
  const before = await look();
  await crowd.offer({
    ...plan,
    name: load,
    profile: constant(ratePerSecond),
    durationMs: plan.trialMs,
    patienceMs: PATIENCE_MS,
    stopsWhenBroken: false,
  });
  const after = await look();
  const tookMs = (after.atNs - before.atNs) / NS_PER_MS;
  const used = usageBetween(before.used ?? null, after.used ?? null, tookMs / 1000);
  const input = { load, ratePerSecond, purpose, tookMs: Math.round(tookMs), ...used };
  system.recorder.observe(0, { f: 'trial', key: load, route: 'balancer', input });
}
