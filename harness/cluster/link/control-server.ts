import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { LinkCondition, LinkCounts } from '../cluster.ts';
import type { Address } from './link-end.ts';
import type { Link } from './link.ts';

/** One line to the link program; it answers each with a line. Without `set`, nothing changes. */
export interface LinkOrder {
  readonly link: string;
  readonly set?: LinkCondition;
}

type Answer = { readonly counts: LinkCounts } | { readonly error: string };

/** A longer line is no order. */
const LONGEST_LINE = 65_536;

/** Takes orders about links by their names. */
export async function serveControl(
  listen: Address,
  links: ReadonlyMap<string, Link>,
): Promise<AsyncDisposable & { readonly address: Address }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whoever hangs up in the middle has no answer to get.
    socket.on('error', () => undefined);
    answerLines(socket, (line) => obey(line, links));
  });
  server.listen(listen);
  await once(server, 'listening');
  const address = server.address();
  return {
    address: { ...listen, port: typeof address === 'object' ? (address?.port ?? 0) : 0 },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerLines(socket: Socket, answer: (line: string) => Answer): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) socket.write(`${JSON.stringify(answer(line))}\n`);
    if (rest.length > LONGEST_LINE) socket.destroy();
  });
}

function obey(line: string, links: ReadonlyMap<string, Link>): Answer {
  const order = parse(line);
  if (!isObject(order)) return { error: 'not a JSON object' };
  const { link: name, set } = order;
  const link = typeof name === 'string' ? links.get(name) : undefined;
  if (link === undefined) return { error: `there is no link ${JSON.stringify(name)}` };
  if (set === undefined) return { counts: link.counts() };
  if (!isCondition(set)) return { error: `not a condition: ${JSON.stringify(set)}` };
  link.set(set);
  return { counts: link.counts() };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCondition(value: unknown): value is LinkCondition {
  if (!isObject(value)) return false;
  const { blackHole, latencyMs, cutAfterBytes, ...others } = value;
  const isAmount = (amount: unknown): boolean =>
    amount === undefined || (Number.isFinite(amount) && Number(amount) >= 0);
  return (
    Object.keys(others).length === 0 &&
    (blackHole === undefined || typeof blackHole === 'boolean') &&
    isAmount(latencyMs) &&
    isAmount(cutAfterBytes) &&
    Number.isInteger(cutAfterBytes ?? 0)
  );
}
