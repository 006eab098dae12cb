import type { Controls } from '../cluster/cluster.ts';
import { messageOf } from '../errors.ts';
import type { Recorder } from '../history/recorder.ts';
import type { InputOf } from '../history/vocabulary.ts';
import { nsToMs } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { actOf, type AimedFault, wordsOf } from './act-of.ts';
import type { Act, Hands } from './acts/act.ts';
import type { FaultPlan } from './fault.ts';
import { targetsOf } from './targets.ts';

/** Does bad things to a cluster and undoes them. Disposing it undoes what is left, whatever happened. */
export interface Nemesis extends AsyncDisposable {
  /**
   * Does a stage's faults one after the other, each not before `ready` resolves; resolves when the last is healed. Everything is
   * recorded.
   */
  readonly run: (plans: readonly FaultPlan[], ready?: () => Promise<void>) => Promise<void>;
  /** Whether the cluster is as it was: every fault was seen to be healed. */
  readonly isHealed: () => boolean;
}

export interface NemesisOptions extends Omit<Hands, 'controls'> {
  /** Null where nothing may be harmed. */
  readonly controls: Controls | null;
  readonly recorder: Recorder;
  readonly random: Random;
}

/** How long the effect of a fault, and its end, are waited for: a part that starts anew needs the longest. */
const PATIENCE_MS = { fault: 5000, heal: 20_000 } as const;
const LOOK_GAP_MS = 20;

/** A fault that was begun and is not yet seen to be over. */
interface Pending {
  readonly disturbance: InputOf<'fault'>;
  readonly act: Act;
}

/** The nemesis of one stage. */
export function createNemesis(options: NemesisOptions): Nemesis {
  const { controls, recorder, random, clock, signal } = options;
  const pending = new Set<Pending>();
  let count = 0;
  let failedToHeal = false;

  const begin = async (aimed: AimedFault, hands: Hands): Promise<Pending> => {
    count += 1;
    const one = { disturbance: disturbanceOf(aimed, count), act: actOf(aimed, hands) };
    pending.add(one);
    await perform(one, 'fault', hands);
    return one;
  };
  /** Does or undoes, waits until that is seen, and records when. */
  const perform = async (
    { disturbance, act }: Pending,
    f: 'fault' | 'heal',
    hands: Hands,
  ): Promise<boolean> => {
    const complete = recorder.invoke(recorder.newProcess(), {
      f,
      key: disturbance.name,
      route: '',
      input: disturbance,
    });
    try {
      await (f === 'fault' ? act.strike() : act.mend());
      const seen = await untilSeen(f === 'fault' ? act.struck : act.mended, PATIENCE_MS[f], hands);
      if (seen === null)
        complete({ outcome: 'info', reason: `its effect was not seen within ${PATIENCE_MS[f]} ms` });
      else complete({ outcome: 'ok', output: { seen } });
      return seen !== null;
    } catch (error) {
      complete({ outcome: 'info', reason: messageOf(error) });
      return false;
    }
  };
  const heal = async (one: Pending, hands: Hands): Promise<void> => {
    if (await perform(one, 'heal', hands)) pending.delete(one);
    else failedToHeal = true;
  };

  return {
    isHealed: () => pending.size === 0 && !failedToHeal,
    run: async (plans, ready = async () => undefined) => {
      if (controls === null) return;
      const hands = { ...options, controls };
      for (const plan of plans) {
        for (const { aimed, afterMs, forMs } of stepsOf(plan, options, random)) {
          await Promise.all([clock.sleep(afterMs, signal), ready()]);
          const one = await begin(aimed, hands);
          await clock.sleep(forMs, signal);
          await heal(one, hands);
        }
      }
    },
    [Symbol.asyncDispose]: async () => {
      if (controls === null) return;
      // Also when the run was interrupted: nothing of ours may stay frozen.
      const hands = { ...options, controls, signal: new AbortController().signal };
      for (const one of pending) await heal(one, hands);
    },
  };
}

/** The fault in the words of the history. */
function disturbanceOf(aimed: AimedFault, count: number): InputOf<'fault'> {
  const { fault, targets } = aimed;
  return {
    name: `${fault.kind} ${count}`,
    kind: fault.kind,
    targets: [...targets],
    ...('side' in fault ? { side: fault.side } : {}),
    what: wordsOf(aimed),
  };
}

interface Step {
  readonly aimed: AimedFault;
  readonly afterMs: number;
  readonly forMs: number;
}

function stepsOf({ fault, afterMs, forMs }: FaultPlan, { replicas }: NemesisOptions, random: Random): Step[] {
  const names = replicas.map(({ name }) => name);
  if (fault.kind !== 'rolling-restart') {
    const targets = 'target' in fault ? targetsOf(fault.target, names, random) : [HIT[fault.kind]];
    return [{ aimed: { fault, targets }, afterMs, forMs }];
  }
  const { target, graceMs } = fault;
  return targetsOf(target, names, random).map((name) => ({
    aimed: { fault: { kind: 'stop', target, graceMs }, targets: [name] },
    afterMs,
    forMs,
  }));
}

/** What is hit by faults that have no choice. */
const HIT = { flush: 'redis', 'restart-empty': 'redis', failover: 'redis', 'reload-proxy': 'proxy' } as const;

async function untilSeen(
  look: () => Promise<string | null>,
  patienceMs: number,
  { clock, signal }: Hands,
): Promise<string | null> {
  const beganNs = clock.nowNs();
  while (nsToMs(clock.nowNs() - beganNs) < patienceMs) {
    const seen = await look();
    if (seen !== null) return seen;
    await clock.sleep(LOOK_GAP_MS, signal);
  }
  return null;
}
