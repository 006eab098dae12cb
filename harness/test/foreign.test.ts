import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { leftovers, run, start, temporaryFolder } from './lockstep.ts';

const PASSWORD = { LOCKSTEP_PASSWORD: 'lockstep' };

test('a command in the reference backend’s place is judged like it', async () => {
  await using folder = await temporaryFolder();
  const args = ['verify', '--backend', 'exec node compose/backend/main.ts', '--out', folder.path];
  const { exitCode, stdout } = await run([
    ...args,
    '--only',
    'login-survives-round-robin',
    '--only',
    'kick-offline-propagates',
  ]);
  expect(stdout).toMatch(/process driver \(--backend\)/u);
  expect(stdout).toMatch(/^VALID · 2 of 2 valid/mu);
  expect(exitCode).toBe(0);
});

test('a deployment that runs already is judged by what needs no control over it', async () => {
  await using folder = await temporaryFolder();
  const cluster = start(['up', '--driver', 'process', '--replicas', '2']);
  await cluster.says(/Ctrl-C ends it/u);
  cluster.kill('SIGINT');
  const { stdout } = await cluster.ended;
  expect(stdout).toMatch(/balancer http:\/\/127\.0\.0\.1:\d+/u);

  const again = start(['up', '--driver', 'process', '--replicas', '2', '--port', '18181']);
  await again.says(/Ctrl-C ends it/u);
  const args = ['verify', '--target', 'http://127.0.0.1:18181', '--out', folder.path];
  const judged = await run(
    [...args, '--only', 'rate-limit-is-global', '--only', 'mismatched-secrets-are-rejected'],
    PASSWORD,
  );
  again.kill('SIGINT');
  expect((await again.ended).exitCode).toBe(0);
  expect(judged.stdout).toMatch(
    /- mismatched-secrets-are-rejected\s+skipped\s+it must configure the cluster/u,
  );
  expect(judged.stdout).toMatch(/✔ rate-limit-is-global\s+valid/u);
  expect(judged.exitCode).toBe(0);
});

/** A target that answers discovery properly, and everything else as `listener` does. */
async function hostileTarget(listener: RequestListener): Promise<{ url: string; server: Server }> {
  let turn = 0;
  const server = createHttpServer((request, response) => {
    response.setHeader(
      'X-Instance-Id',
      `b-${(turn += 1) % 2}<script>alert(1)</script>\u001b[31m`.replace('\u001b', ''),
    );
    if (request.url === '/health') response.end('{}');
    else listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, server };
}

const HOSTILE: readonly (readonly [string, RequestListener])[] = [
  ['HTML where JSON was expected', (_, response) => response.end('<html><script>alert(1)</script>')],
  ['errors on everything', (_, response) => response.writeHead(500).end('boom')],
  ['connections cut at once', (request) => request.socket.resetAndDestroy()],
  ['logins that say nothing', (_, response) => response.end('{"success":true,"data":{},"error":null}')],
  [
    'a body that never ends',
    (_, response) => {
      const more = setInterval(() => response.write('x'.repeat(100_000)), 1);
      response.once('close', () => clearInterval(more));
    },
  ],
];

test.each(HOSTILE)('%s: a finding or unknown, never valid, never a crash', async (_, listener) => {
  await using folder = await temporaryFolder();
  const { url, server } = await hostileTarget(listener);
  const { exitCode, stdout, stderr } = await run(
    ['verify', '--target', url, '--out', folder.path, '--stream-read-timeout', '1'],
    PASSWORD,
  );
  server.closeAllConnections();
  server.close();
  expect([1, 2], stderr).toContain(exitCode);
  expect(stdout + stderr).not.toMatch(/defect of the harness/u);
});

test('a port where nobody speaks HTTP is refused in one sentence', async () => {
  const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const { exitCode, stderr } = await run(['verify', '--target', url], PASSWORD);
  server.close();
  expect(exitCode).toBe(254);
  expect(stderr).toMatch(/does not answer GET \/health/u);
});

test('nothing is left behind', () => {
  expect(leftovers()).toEqual([]);
});
