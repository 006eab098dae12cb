import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogSink } from '../cluster/cluster.ts';
import type { Secrets } from '../target/secrets.ts';

/** The logs of a scenario's parts, a file each, without secrets. */
export interface LogFiles extends Disposable {
  readonly sink: (stage: string) => LogSink;
  /** How many lines of each part held a secret before it was removed. */
  readonly secretsByPart: () => Record<string, number>;
  /** What each part has written in a stage so far. */
  readonly scan: (stage: string) => LogScan[];
}

/** What a part wrote, and how much of it held a secret. */
interface LogScan {
  readonly part: string;
  readonly lines: number;
  readonly leaked: number;
  /** The first lines that held a secret, without it. */
  readonly leaks: readonly string[];
}

/** More would say nothing new. */
const MOST_LEAKS = 5;
const LONGEST_LEAK = 400;

/** Opens the folder of a scenario's logs. */
export function createLogFiles(folder: string, secrets: Secrets): LogFiles {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, number>();
  const scans = new Map<string, { part: string; lines: number; leaked: number; leaks: string[] }[]>();
  const scanOf = (stage: string, part: string) => {
    const parts = scans.get(stage) ?? [];
    scans.set(stage, parts);
    const known = parts.find((scan) => scan.part === part);
    if (known) return known;
    const scan = { part, lines: 0, leaked: 0, leaks: [] };
    parts.push(scan);
    return scan;
  };
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
      const scan = scanOf(stage, source);
      scan.lines += 1;
      if (clean !== line) {
        scan.leaked += 1;
        if (scan.leaks.length < MOST_LEAKS) scan.leaks.push(clean.slice(0, LONGEST_LEAK));
      }
      writeSync(fileOf(`${stage}-${source}`), `${clean}\n`);
    },
    secretsByPart: () => {
      const leaking = [...scans.values()].flat().filter(({ leaked }) => leaked > 0);
      const byPart = Map.groupBy(leaking, ({ part }) => part);
      const sums = [...byPart].map(([part, all]): [string, number] => [
        part,
        all.reduce((sum, { leaked }) => sum + leaked, 0),
      ]);
      return Object.fromEntries(sums.toSorted(([a], [b]) => a.localeCompare(b)));
    },
    scan: (stage) => scans.get(stage) ?? [],
    [Symbol.dispose]: () => {
      closed = true;
      for (const file of files.values()) closeSync(file);
    },
  };
}
