import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HarnessError } from '../../errors.ts';
import { msToNs } from '../../time/clock.ts';
import { monotonicNs } from '../../time/system-clock.ts';
import type { LoadSecond } from './load-second.ts';
import type { LoadFailure, ThreadNews, ThreadOrder } from './messages.ts';
import { gatherSeconds } from './seconds.ts';
import type { EnginePlan, ThreadPlan } from './thread-plan.ts';

export interface LoadListener {
  /** Each second, in order, soon after nothing that was due in it is open any more. */
  readonly onSecond: (second: LoadSecond) => void;
  /** A few of the exchanges that went wrong; secrets are still in them. */
  readonly onFailure: (failure: LoadFailure) => void;
}

/** A load that runs. */
export interface RunningLoad {
  /** Resolves when no arrival is left and none is in flight; rejects when a thread breaks, and with BAD_INPUT when the machine gives no more sockets. */
  readonly ended: Promise<void>;
  /** From now on a user's calls are these, by their place in the mix. */
  readonly replace: (user: number, requests: readonly Uint8Array[]) => void;
  /** Offers nothing more; what is in flight is given up. */
  readonly stop: () => void;
}

/** From when all threads are ready to the load's beginning: as long as telling them takes. */
const HEAD_START_MS = 20;
const PROGRAM = new URL('thread-program.ts', import.meta.url);

/** Offers a load, from threads of its own; it ends by itself, or by `stop`. */
export function runLoad(plan: EnginePlan, listener: LoadListener): RunningLoad {
  const gather = gatherSeconds({
    operations: plan.calls.map(({ operation }) => operation),
    replicas: plan.attribution.replicas,
    threads: plan.threads,
    onSecond: listener.onSecond,
  });
  const workers = Array.from({ length: plan.threads }, (_, thread) => startThread({ plan, thread }));
  const tell = (order: ThreadOrder): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    for (const worker of workers) worker.postMessage(order);
  };
  let ready = 0;
  let exhausted: string | null = null;
  workers.forEach((worker, thread) =>
    worker.on('message', (news: ThreadNews) => {
      if (news.kind === 'report') {
        gather(thread, news);
        news.failures.forEach(listener.onFailure);
        return;
      }
      if (news.kind === 'exhausted') {
        exhausted = news.code;
        tell({ kind: 'stop' });
        return;
      }
      ready += 1;
      if (ready === plan.threads)
        tell({ kind: 'begin', originNs: monotonicNs() + BigInt(msToNs(HEAD_START_MS)) });
    }),
  );
  return {
    ended: allEnd(workers).then(() => {
      if (exhausted !== null) throw new HarnessError('BAD_INPUT', exhaustedText(exhausted, plan));
    }),
    replace: (user, requests) => tell({ kind: 'replace', user, requests }),
    stop: () => tell({ kind: 'stop' }),
  };
}

const exhaustedText = (code: string, { connections }: EnginePlan): string =>
  `This machine has not the sockets for a load on ${connections} connections (${code}): give fewer, or raise its limit (\`ulimit -n\`).`;

/** A thread has the environment of the process: in it stands whom TLS is to trust. */
const startThread = (workerData: ThreadPlan): Worker =>
  new Worker(PROGRAM, { workerData, name: `load-${workerData.thread}` });

/** Waits for every thread; when one breaks, ends the others. */
async function allEnd(workers: readonly Worker[]): Promise<void> {
  try {
    await Promise.all(
      workers.map(async (worker) => {
        const [code] = await once(worker, 'exit');
        if (code !== 0) throw new Error(`a thread of the load ended with code ${code}`);
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
