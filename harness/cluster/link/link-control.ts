import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { HarnessError, messageOf } from '../../errors.ts';
import type { LinkCondition, LinkCounts } from '../cluster.ts';
import type { LinkOrder } from './control-server.ts';
import type { Address } from './link-end.ts';

/** Tells a link program what to do. */
export interface LinkControl {
  /** Resolves once the link acts so. */
  readonly set: (link: string, condition: LinkCondition) => Promise<void>;
  readonly counts: (link: string) => Promise<LinkCounts>;
  /** Resolves once the program takes orders; throws what `failures` throw first. */
  readonly waitUntilUp: (failures: readonly Promise<never>[], signal: AbortSignal) => Promise<void>;
}

const condition = z
  .object({ blackHole: z.boolean(), latencyMs: z.number(), cutAfterBytes: z.number() })
  .partial()
  .transform(({ blackHole, latencyMs, cutAfterBytes }): LinkCondition => ({
    ...(blackHole === undefined ? {} : { blackHole }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(cutAfterBytes === undefined ? {} : { cutAfterBytes }),
  }));
const counts = z.object({
  condition,
  opened: z.number(),
  forwardedBytes: z.number(),
  heldBytes: z.number(),
  cut: z.number(),
});
const answer = z.union([z.object({ counts }), z.object({ error: z.string() })]);

const PATIENCE_MS = 3000;
const START_PATIENCE_MS = 30_000;
const POLL_MS = 15;

/** Speaks to the link program at an address; a connection for each order, so that none goes stale. */
export function linkControl(program: Address): LinkControl {
  const order = async (given: LinkOrder): Promise<LinkCounts> => {
    const said = await ask(program, JSON.stringify(given));
    if ('counts' in said) return said.counts;
    throw new HarnessError('INTERNAL', `the link program refused ${JSON.stringify(given)}: ${said.error}`);
  };
  const waitForAnswer = async (signal: AbortSignal): Promise<void> => {
    const deadline = performance.now() + START_PATIENCE_MS;
    for (;;) {
      signal.throwIfAborted();
      const failure = await ask(program, '').then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) return;
      if (performance.now() > deadline) {
        const sentence = `link was not ready within ${START_PATIENCE_MS / 1000} s (${messageOf(failure)})`;
        throw new HarnessError('CLUSTER_START', `${sentence}: read its log in the run folder.`);
      }
      await delay(POLL_MS);
    }
  };
  return {
    set: async (link, condition) => void (await order({ link, set: condition })),
    counts: (link) => order({ link }),
    waitUntilUp: async (failures, signal) => {
      const settled = new AbortController();
      try {
        await Promise.race([waitForAnswer(AbortSignal.any([signal, settled.signal])), ...failures]);
      } finally {
        settled.abort();
      }
    },
  };
}

async function ask(program: Address, line: string): Promise<z.infer<typeof answer>> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const socket = connect({ ...program, signal });
  try {
    await once(socket, 'connect');
    socket.write(`${line}\n`);
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) {
      text += String(chunk);
      if (text.includes('\n')) break;
    }
    return answer.parse(JSON.parse(text));
  } catch (cause) {
    const why = `The link program at ${program.host}:${program.port} gave no answer: ${messageOf(cause)}`;
    throw new HarnessError('INTERNAL', why, { cause });
  } finally {
    socket.destroy();
  }
}
