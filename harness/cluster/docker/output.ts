import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is cut: a program that never ends a line must not fill our memory. */
const LONGEST_LINE = 65_536;
const HEADER_BYTES = 8;

export interface ByteSink {
  readonly write: (bytes: Buffer) => void;
  readonly end: () => void;
}

/** Turns bytes into lines, whatever the pieces they arrive in. */
export function splitLines(onLine: (line: string) => void): ByteSink {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) onLine(rest.slice(0, LONGEST_LINE));
  };
  return {
    write: (bytes) => take(decoder.write(bytes)),
    end: () => {
      take(decoder.end());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

/**
 * Takes apart the engine's one stream of framed stdout and stderr. Our own, since docker-modem's recurses for each
 * frame and copies the rest each time: a busy access log would overflow its stack.
 */
export function demultiplex(stdout: ByteSink, stderr: ByteSink): ByteSink {
  let header = Buffer.alloc(0);
  let left = 0;
  let sink = stdout;
  return {
    write: (bytes) => {
      let chunk = bytes;
      while (chunk.length > 0) {
        if (left > 0) {
          const piece = chunk.subarray(0, left);
          left -= piece.length;
          chunk = chunk.subarray(piece.length);
          sink.write(piece);
          continue;
        }
        const missing = HEADER_BYTES - header.length;
        header = Buffer.concat([header, chunk.subarray(0, missing)]);
        chunk = chunk.subarray(missing);
        if (header.length < HEADER_BYTES) return;
        sink = header.readUInt8(0) === 2 ? stderr : stdout;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
      }
    },
    end: () => {
      stdout.end();
      stderr.end();
    },
  };
}
