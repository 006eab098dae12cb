import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogSink } from '../cluster/cluster.ts';
import type { Secrets } from '../target/secrets.ts';

/** The logs of a scenario's parts, a file each, without secrets. */
export interface LogFiles extends Disposable {
  readonly sink: (stage: string) => LogSink;
  /** How many lines of each part held a secret before it was removed. */
  readonly secretsByPart: () => Record<string, number>;
}

/** Opens the folder of a scenario's logs. */
export function createLogFiles(folder: string, secrets: Secrets): LogFiles {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, number>();
  const found = new Map<string, number>();
  let closed = false;
  const fileOf = (name: string): number => {
    const file = files.get(name) ?? openSync(join(folder, `${name}.log`), 'w');
    files.set(name, file);
    return file;
  };
  return {
    sink: (stage) => (source, line) => {
      // A part's last words may come after the scenario is over; nobody reads them any more.
      if (closed) return;
      const clean = secrets.clean(line);
      if (clean !== line) found.set(source, (found.get(source) ?? 0) + 1);
      writeSync(fileOf(`${stage}-${source}`), `${clean}\n`);
    },
    secretsByPart: () => Object.fromEntries([...found].toSorted(([a], [b]) => a.localeCompare(b))),
    [Symbol.dispose]: () => {
      closed = true;
      for (const file of files.values()) closeSync(file);
    },
  };
}
