import { wallMs } from '../../time/system-clock.ts';
import { type Act, all, type Hands, look, ONE_LOOK_MS } from './act.ts';

/** Where our Nginx says which of its workers answered. */
const WORKER_PATH = '/lockstep/worker';
const ASKED = 12;

/** Nginx reads its configuration anew: from then on only new workers take connections. */
export function reloadAct({ controls, entry }: Hands): Act {
  const workers = async (): Promise<Set<string>> => {
    const asked = Array.from({ length: ASKED }, () => workerOf(entry));
    return new Set((await Promise.all(asked)).filter((pid) => pid !== null));
  };
  let before = new Set<string>();
  const areNew = async (): Promise<string | null> => {
    const now = await workers();
    const isNew = now.size > 0 && ![...now].some((pid) => before.has(pid));
    return isNew ? `workers ${[...before].join(', ')} made room for ${[...now].join(', ')}` : null;
  };
  return {
    strike: async () => {
      before = await workers();
      await controls.signal('nginx', 'SIGHUP');
    },
    struck: areNew,
    mend: async () => undefined,
    mended: areNew,
  };
}

/** The process id of the worker that answers; null when none does. This answer is our own configuration's. */
async function workerOf(entry: string): Promise<string | null> {
  try {
    const answer = await fetch(entry + WORKER_PATH, { signal: AbortSignal.timeout(ONE_LOOK_MS) });
    return (await answer.text()).trim();
  } catch {
    // A worker that is just going closes its connections.
    return null;
  }
}

/** How far a clock may be from where it was put, for it to be there. */
const CLOCK_SLACK_S = 3;

/** The replicas' clocks are moved, and moved back. */
export function clockAct(replicas: readonly string[], offsetS: number, hands: Hands): Act {
  const set = (seconds: number) =>
    Promise.all(replicas.map((replica) => hands.controls.setClock(replica, seconds)));
  return {
    strike: async () => {
      await set(offsetS);
    },
    struck: async () => ((await areOff(replicas, offsetS, hands)) ? `Date is ${offsetS} s off` : null),
    mend: async () => {
      await set(0);
    },
    mended: async () => ((await areOff(replicas, 0, hands)) ? 'Date is right again' : null),
  };
}

/** Whether what the replicas write into `Date` is that far from the machine's clock. */
const areOff = (replicas: readonly string[], offsetS: number, hands: Hands): Promise<boolean> =>
  all(replicas, async (name) => {
    const url = hands.replicas.find((replica) => replica.name === name)?.url ?? '';
    const answer = await look(`${url}/health`);
    if (!answer || answer.date === null) return false;
    const offS = (Date.parse(answer.date) - wallMs()) / 1000;
    return Math.abs(offS - offsetS) < CLOCK_SLACK_S;
  });
