import { open } from 'node:fs/promises';

/** A file that another program writes, read line by line as far as it has come. */
export interface LogTail {
  /** Reads what is new; a line that is not complete waits for the next time. */
  readonly read: () => Promise<void>;
}

/** Reads a file from its beginning; one that is not there yet has no lines. */
export function createLogTail(path: string, onLine: (line: string) => void): LogTail {
  let position = 0;
  let rest = '';
  const read = async (): Promise<void> => {
    await using file = await open(path).catch(() => null);
    if (file === null) return;
    const { size } = await file.stat();
    if (size <= position) return;
    const { buffer } = await file.read({ buffer: Buffer.alloc(size - position), position });
    position = size;
    const lines = (rest + buffer.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  };
  // One after the other: two that began at the same place would tell each line twice.
  let turn = Promise.resolve();
  return {
    read: () => {
      turn = turn.then(read);
      return turn;
    },
  };
}
