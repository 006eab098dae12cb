import { HistoryDefect } from '../pair.ts';
import { ednForms, fromEdn, keyedValue } from './edn.ts';
import { eventOf, type RecordedEvent } from './event.ts';

/** Takes a line of a history, and gives the events that it completes. */
export type LineReader = (line: string, give: (event: RecordedEvent) => void) => void;

/** How histories are written, by the names that users give; a reader is made for each history. */
export const FORMATS = {
  /** One JSON event a line. */
  ndjson: (): LineReader =>
    numbered((line, give) => {
      if (line !== '') give(eventOf(fromJson(line)));
    }),
  /** Jepsen's own log: `INFO jepsen.util - <process> <:type> <:f> <value>`; other lines are passed over. */
  'jepsen-log': (): LineReader =>
    numbered((line, give) => {
      const { process, type, f, value = '' } = LOG_LINE.exec(line)?.groups ?? {};
      if (process === undefined) return;
      give(
        eventOf({
          process: process.startsWith(':') ? process.slice(1) : Number(process),
          type,
          f,
          value: fromEdn(value),
        }),
      );
    }),
  /** EDN maps, one after the other or in a vector, on as many lines as they like. */
  edn: (): LineReader => {
    const forms = ednForms();
    return numbered((line, give) => {
      for (const form of forms(line)) give(eventOf(keyedValue(fromEdn(form))));
    });
  },
} as const;

export type FormatName = keyof typeof FORMATS;

// A second value on the line is the error that explains an info or a fail.
const LOG_LINE =
  /\s-\s+(?<process>\d+|:[\w-]+)\s+:(?<type>invoke|ok|fail|info)\s+:(?<f>[\w-]+)\s*(?<value>.*)$/u;

function numbered(read: (line: string, give: (event: RecordedEvent | string) => void) => void): LineReader {
  let number = 0;
  return (line, give) => {
    number += 1;
    read(line, (event) => {
      if (typeof event === 'string') throw new HistoryDefect(`line ${number} ${event}`);
      give(event);
    });
  };
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The caller says which line it was.
    return undefined;
  }
}
