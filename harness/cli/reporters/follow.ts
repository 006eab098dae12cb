import { createLogUpdate } from 'log-update';
import type { Emit, RunEvent } from '../../run/events.ts';
import { liveReporter } from './live.ts';
import { plainReporter } from './plain.ts';

/** Shows a run while it goes on; disposing it ends the show. */
export interface Follower extends AsyncDisposable {
  readonly emit: Emit;
}

/** Follows a run on stderr: a live list on a terminal, plain lines elsewhere. */
export function followRun(stderr: NodeJS.WriteStream): Follower {
  const events = queue<RunEvent>();
  const show = async (): Promise<void> => {
    if (!stderr.isTTY) {
      for await (const text of plainReporter(events.items)) stderr.write(text);
      return;
    }
    const update = createLogUpdate(stderr);
    for await (const frame of liveReporter(events.items)) update(frame);
    update.clear();
  };
  const shown = show();
  return {
    emit: events.push,
    [Symbol.asyncDispose]: async () => {
      events.end();
      await shown;
    },
  };
}

function queue<T>(): { push: (item: T) => void; end: () => void; items: AsyncIterable<T> } {
  const waiting: T[] = [];
  let wake = Promise.withResolvers<void>();
  let over = false;
  const ring = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  async function* items(): AsyncGenerator<T> {
    for (;;) {
      const rung = wake.promise;
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) yield item;
      if (over && waiting.length === 0) return;
      await rung;
    }
  }
  return {
    push: (item) => {
      waiting.push(item);
      ring();
    },
    end: () => {
      over = true;
      ring();
    },
    items: items(),
  };
}
