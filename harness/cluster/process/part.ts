import { readFile } from 'node:fs/promises';
import type { LogSink, PartState } from '../cluster.ts';
import type { Session } from '../session/session.ts';
import { type Child, type ChildPlan, startChild } from './child.ts';

/** A program of the cluster that can be ended and started again. */
export interface Part {
  readonly name: string;
  /** The child of the moment. */
  readonly child: () => Child;
  /** Starts it anew, once the last child is gone. */
  readonly restart: () => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly state: () => Promise<PartState>;
}

/** Starts a program. */
export function startPart(plan: ChildPlan, session: Session, log: LogSink): Part {
  let child = startChild(plan, session, log);
  return {
    name: plan.name,
    child: () => child,
    restart: async () => {
      await child.kill();
      child = startChild(plan, session, log);
    },
    signal: (signal) => {
      // Of Nginx only the master reads its configuration anew; everything else is for the whole group.
      process.kill(signal === 'SIGHUP' ? child.pid : -child.pid, signal);
    },
    state: async () => stateOf(child.pid),
  };
}

/** As the system sees a process: one that was not waited for yet has ended all the same. */
async function stateOf(pid: number): Promise<PartState> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const letter = stat?.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  if (letter === undefined || letter === 'Z' || letter === 'X') return 'ended';
  return letter === 'T' ? 'paused' : 'running';
}
