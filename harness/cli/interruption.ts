import { HarnessError } from '../errors.ts';

/** Ctrl-C, SIGTERM and SIGHUP as an AbortSignal: everything that is up unwinds, and nothing skips that. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** Resolves at the next Ctrl-C instead of aborting. */
  readonly pause: () => Promise<void>;
}

/** For commands that signals may simply end. */
export const UNINTERRUPTED: Interruption = {
  signal: new AbortController().signal,
  pause: async () => {},
  [Symbol.dispose]: () => {},
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Takes the process's signals over until disposed. A second signal only says that the first is being obeyed. */
export function interruption(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  let paused: (() => void) | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    if (paused) {
      paused();
      paused = null;
      return;
    }
    say(controller.signal.aborted ? 'lockstep: still cleaning up …' : `lockstep: ${name}: cleaning up …`);
    controller.abort(new HarnessError('INTERRUPTED', 'Interrupted; nothing was left behind.'));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    pause: () =>
      new Promise((resolve) => {
        paused = resolve;
      }),
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
