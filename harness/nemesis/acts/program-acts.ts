import type { PartState } from '../../cluster/cluster.ts';
import { nsToMs } from '../../time/clock.ts';
import { type Act, all, answers, type Hands } from './act.ts';

/** Programs that are killed, or asked to end and killed when the grace is over; mended by a start at the old address. */
export function endAct(parts: readonly string[], hands: Hands, graceMs: number | null): Act {
  const { controls, clock, signal } = hands;
  const took = new Map<string, string>();
  const end = async (part: string): Promise<void> => {
    if (graceMs === null) return controls.signal(part, 'SIGKILL');
    const beganNs = clock.nowNs();
    await controls.signal(part, 'SIGTERM');
    while (nsToMs(clock.nowNs() - beganNs) < graceMs) {
      if ((await controls.state(part)) === 'ended') {
        took.set(part, `${part} ended by itself after ${Math.round(nsToMs(clock.nowNs() - beganNs))} ms`);
        return;
      }
      await clock.sleep(LOOK_GAP_MS, signal);
    }
    took.set(part, `${part} did not end within ${graceMs} ms and was killed`);
    await controls.signal(part, 'SIGKILL');
  };
  return {
    strike: async () => {
      await Promise.all(parts.map(end));
    },
    struck: async () => {
      if (!(await all(parts, async (part) => (await controls.state(part)) === 'ended'))) return null;
      return parts.map((part) => took.get(part) ?? `${part} has ended`).join('; ');
    },
    mend: async () => {
      await Promise.all(parts.map((part) => controls.start(part)));
    },
    mended: async () => ((await working(parts, hands)) ? `${parts.join(', ')} answers again` : null),
  };
}

const LOOK_GAP_MS = 10;

/** Programs that are frozen and thawed. */
export function pauseAct(parts: readonly string[], hands: Hands): Act {
  const { controls } = hands;
  const are = (state: PartState) => all(parts, async (part) => (await controls.state(part)) === state);
  return {
    strike: async () => {
      await Promise.all(parts.map((part) => controls.signal(part, 'SIGSTOP')));
    },
    struck: async () => ((await are('paused')) ? `${parts.join(', ')} is frozen` : null),
    mend: async () => {
      await Promise.all(parts.map((part) => controls.signal(part, 'SIGCONT')));
    },
    mended: async () => ((await working(parts, hands)) ? `${parts.join(', ')} answers again` : null),
  };
}

const working = (parts: readonly string[], hands: Hands): Promise<boolean> =>
  all(
    parts,
    async (part) => (await hands.controls.state(part)) === 'running' && (await answers(part, hands)),
  );
