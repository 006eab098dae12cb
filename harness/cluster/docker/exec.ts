import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError } from '../../errors.ts';
import type { Runtime } from './runtime.ts';
import type { Service } from './service.ts';

const PATIENCE_MS = 2000;

/** Runs a command in a container as its root; what it wrote. Rejects when it fails, or takes longer than 2 s. */
export async function execute(
  { client }: Runtime,
  { container, plan }: Service,
  command: readonly string[],
): Promise<string> {
  const running = client.container.exec(container, [...command], { user: '0' });
  const settled = new AbortController();
  const tooLong = delay(PATIENCE_MS, null, { signal: settled.signal });
  // Whoever comes second is no news.
  tooLong.catch(() => undefined);
  running.catch(() => undefined);
  const said = await Promise.race([running, tooLong]).finally(() => settled.abort());
  if (said?.exitCode === 0) return said.stdout.trim();
  const why = said === null ? `no answer within ${PATIENCE_MS / 1000} s` : said.output.trim();
  throw new HarnessError('INTERNAL', `${plan.name} could not carry out ${command[0]}: ${why}`);
}
