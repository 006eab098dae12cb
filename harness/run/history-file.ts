import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { History } from '../checkers/check.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { historyEvent, type HistoryEvent, type HistoryLine } from '../history/event.ts';
import { operationsNamed } from '../history/operation.ts';
import { pairEvents } from '../history/pair.ts';

/** An open `history.ndjson`: each event is with the system before `write` returns, so that a crash loses none. */
export interface HistoryFile extends Disposable {
  readonly write: (event: HistoryLine) => void;
}

/** Creates the history of a scenario. */
export function createHistoryFile(path: string): HistoryFile {
  const file = openSync(path, 'w');
  return {
    write: (event) => {
      writeSync(file, `${JSON.stringify(event)}\n`);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Reads a scenario's history back; a last line that was cut by a crash is left out. */
export async function readHistory(path: string): Promise<History> {
  const events: HistoryEvent[] = [];
  const defects: string[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
      number += 1;
      const parsed = historyEvent.safeParse(parseLine(line));
      if (parsed.success) events.push(parsed.data);
      else defects.push(`line ${number} is not an event`);
    }
    if (defects.length > 0 && !(defects.length === 1 && defects[0] === `line ${number} is not an event`)) {
      throw new Error(defects[0]);
    }
    const operations = pairEvents(events);
    return { operations, stages: operationsNamed(operations, 'cluster').map(({ input }) => input) };
  } catch (cause) {
    throw new HarnessError(
      'BAD_RUN',
      `${path} is no history: ${messageOf(cause)}. Give the folder of a saved run.`,
      { cause },
    );
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The reader says which line it was.
    return undefined;
  }
}
