import { connect, type Socket } from 'node:net';
import type { Address } from './link-end.ts';

const ASK_EVERY_MS = 100;
/** A sentinel that is silent for so long is asked anew on another connection. */
const SILENCE_MS = 500;
/** No answer we ask for is longer. */
const LONGEST_ANSWER = 4096;

/** Asks one sentinel for the master's address again and again; `onWord` hears each answer. */
export function watchSentinel(
  sentinel: Address,
  master: string,
  onWord: (master: Address) => void,
): Disposable {
  const question = encodeCommand(['SENTINEL', 'get-master-addr-by-name', master]);
  let socket: Socket | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const open = (): void => {
    let text = '';
    const own = connect({ ...sentinel, noDelay: true });
    socket = own;
    own.setTimeout(SILENCE_MS, () => own.destroy());
    own.on('connect', () => own.write(question));
    own.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (text.length > LONGEST_ANSWER) own.destroy();
      if (!isComplete(text)) return;
      const word = readAddress(text);
      text = '';
      if (word !== null) onWord(word);
      timer = setTimeout(() => own.write(question), ASK_EVERY_MS);
    });
    // What went wrong is of no interest: it is asked again.
    own.on('error', () => undefined);
    own.on('close', () => {
      clearTimeout(timer);
      if (!isOver) timer = setTimeout(open, ASK_EVERY_MS);
    });
  };
  open();
  return {
    [Symbol.dispose]: () => {
      isOver = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}

/** A command as Redis reads it. */
function encodeCommand(words: readonly string[]): string {
  const written = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${written.join('')}`;
}

const ADDRESS = /^\*2\r\n\$\d+\r\n(?<host>[^\r\n]+)\r\n\$\d+\r\n(?<port>\d+)\r\n$/u;

/** An address is two texts; whatever else a sentinel says (unknown name, error) is one line. */
function isComplete(text: string): boolean {
  return text.startsWith('*2') ? ADDRESS.test(text) : text.endsWith('\r\n');
}

function readAddress(text: string): Address | null {
  const { host, port } = ADDRESS.exec(text)?.groups ?? {};
  return host === undefined ? null : { host, port: Number(port) };
}
