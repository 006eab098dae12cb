import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePorts } from '../process/ports.ts';
import type { Address, LinkProgramPlan } from './link-end.ts';
import { linkControl } from './link-control.ts';

const PROGRAM = new URL('link-program.ts', import.meta.url).pathname;
const cleanup = new AsyncDisposableStack();
let control: Address;
let link: Address;

beforeAll(async () => {
  const [controlPort = 0, linkPort = 0, targetPort = 0] = await findFreePorts(3);
  control = { host: '127.0.0.1', port: controlPort };
  link = { host: '127.0.0.1', port: linkPort };
  const to = { host: '127.0.0.1', port: targetPort };
  const server = createServer((socket) => socket.pipe(socket)).listen(to);
  cleanup.defer(() => void server.close());
  const plan: LinkProgramPlan = { control, ends: [{ name: 'redis of b-1', listen: link, to }] };
  const program = spawn(process.execPath, [PROGRAM, JSON.stringify(plan)], { stdio: 'inherit' });
  cleanup.defer(() => void program.kill('SIGKILL'));
  await linkControl(control).waitUntilUp([], new AbortController().signal);
});

afterAll(() => cleanup.disposeAsync());

async function sayToControl(text: string): Promise<string> {
  const socket = connect(control);
  socket.on('error', () => undefined);
  socket.write(text);
  // A reset is a hanging up, too: there was more to be read.
  const [answer] = await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => [null]);
  socket.destroy();
  return String(answer);
}

test('changes a link of the program and tells what it did', async () => {
  const { set, counts } = linkControl(control);
  const socket = connect(link);
  socket.write('hello');
  expect(String((await once(socket, 'data'))[0])).toBe('hello');
  expect(await counts('redis of b-1')).toMatchObject({ condition: {}, opened: 1, forwardedBytes: 10 });
  await set('redis of b-1', { blackHole: true, latencyMs: 5 });
  expect(await counts('redis of b-1')).toEqual({
    condition: { blackHole: true, latencyMs: 5 },
    opened: 0,
    forwardedBytes: 0,
    heldBytes: 0,
    cut: 0,
  });
  await set('redis of b-1', {});
  socket.destroy();
});

test('refuses what it cannot do, and says why', async () => {
  const { set, counts } = linkControl(control);
  await expect(counts('no such link')).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('no such link'),
  });
  await expect(set('redis of b-1', { latencyMs: -1 })).rejects.toThrow(/not a condition/u);
});

test.each([
  ['what is no JSON', '} nonsense {\n'],
  ['a number', '7\n'],
  ['an unknown condition', '{"link":"redis of b-1","set":{"speed":1}}\n'],
  ['half of a byte', '{"link":"redis of b-1","set":{"cutAfterBytes":0.5}}\n'],
  ['a key of objects', '{"link":"__proto__","set":{}}\n'],
])('answers %s with an error and goes on', async (_, text) => {
  expect(await sayToControl(text)).toMatch(/^\{"error":/u);
  expect((await linkControl(control).counts('redis of b-1')).condition).toEqual({});
});

test('hangs up on a line without an end, and goes on', async () => {
  await sayToControl('x'.repeat(100_000));
  expect((await linkControl(control).counts('redis of b-1')).condition).toEqual({});
});

test('tells who does not answer', async () => {
  const [port = 0] = await findFreePorts(1);
  const nobody = linkControl({ host: '127.0.0.1', port });
  await expect(nobody.counts('redis of b-1')).rejects.toThrow(`127.0.0.1:${port} gave no answer`);
  const broken = Promise.reject(new Error('it ended with code 1'));
  await expect(nobody.waitUntilUp([broken], new AbortController().signal)).rejects.toThrow(
    'ended with code 1',
  );
});
