import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** Keeps every core busy until disposed; each loop ends by itself should we be killed. */
export function stressEveryCore(): AsyncDisposable {
  const program = new URL('busy.ts', import.meta.url).pathname;
  const loops = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, [program], { stdio: 'ignore' }),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(loops.map(end));
    },
  };
}

async function end(loop: ChildProcess): Promise<void> {
  if (loop.exitCode !== null || loop.signalCode !== null) return;
  const ended = once(loop, 'exit');
  loop.kill('SIGKILL');
  await ended;
}
