import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../../errors.ts';
import { clockText } from '../clock.ts';
import type { Controls } from '../cluster.ts';
import { linkControl } from '../link/link-control.ts';
import { LINK_PROGRAM, linkName } from '../link/link-plan.ts';
import type { Part } from './part.ts';
import type { Place } from './place.ts';

const run = promisify(execFile);
const REDIS_PATIENCE_MS = 2000;

interface Hands {
  readonly parts: readonly Part[];
  readonly place: Place;
  /** Where redis-server is: redis-cli is beside it. */
  readonly redisServer: string;
}

/** The nemesis's hands on processes of our own. */
export function processControls({ parts, place, redisServer }: Hands): Controls {
  const partOf = (name: string): Part => {
    const found = parts.find((part) => part.name === name);
    if (found) return found;
    throw new HarnessError('INTERNAL', `the cluster has no part ${name}`);
  };
  const link = linkControl(place.addressOf(LINK_PROGRAM));
  return {
    parts: parts.map(({ name }) => name),
    signal: async (part, signal) => partOf(part).signal(signal),
    start: (part) => partOf(part).restart(),
    state: (part) => partOf(part).state(),
    redis: async (part, command) => {
      const { host, port } = place.addressOf(part);
      const client = join(dirname(redisServer), 'redis-cli');
      const options = { timeout: REDIS_PATIENCE_MS, killSignal: 'SIGKILL' } as const;
      const { stdout } = await run(client, ['-h', host, '-p', String(port), '-e', ...command], options).catch(
        (cause: unknown) => {
          throw new Error(`${part} gave no answer: ${messageOf(cause)}`, { cause });
        },
      );
      return stdout.trim();
    },
    setClock: (replica, offsetS) => writeFile(clockFile(place.directory, replica), clockText(offsetS)),
    setLink: (replica, side, condition) => link.set(linkName(replica, side), condition),
    linkCounts: (replica, side) => link.counts(linkName(replica, side)),
  };
}

/** The file that moves a replica's clock. */
export const clockFile = (directory: string, replica: string): string =>
  join(directory, `clock-of-${replica}`);
