import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { EnginePlan } from './thread-plan.ts';
import { offered, planned, says } from './test/offered.ts';
import { listen, onRequest } from './test/raw-server.ts';
import { selfSigned } from './test/self-signed.ts';

const CERTIFICATE = selfSigned();
const run = promisify(execFile);

/** Answers each request with its user over TLS, and counts the connections. */
async function secureSystem() {
  const server = createServer({ ...CERTIFICATE, requireHostHeader: false }, (request, response) => {
    response.writeHead(200, { 'x-instance-id': 'b-2' }).end(request.headers['user']);
  });
  let connections = 0;
  server.on('secureConnection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const secured = (port: number, host = '127.0.0.1', changed: Partial<EnginePlan> = {}): EnginePlan =>
  planned(port, { target: { host, port, isTls: true }, ...changed });

/** A folder with the certificate, and with a program that offers a load to a port of a host. */
async function programFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'tls-test-'));
  const paths = { certificate: join(folder, 'ca.pem'), program: join(folder, 'offer.mjs') };
  await writeFile(paths.certificate, CERTIFICATE.cert);
  await writeFile(
    paths.program,
    `import { offered, planned } from ${JSON.stringify(new URL('test/offered.ts', import.meta.url))};
     const [host, port] = process.argv.slice(2);
     const target = { host, port: Number(port), isTls: true };
     const { due, right, failures } = await offered(planned(0, { target }));
     process.stdout.write(JSON.stringify({ due, right, failures }));`,
  );
  return { ...paths, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Offers it from a process of its own: whom it trusts, a process is told when it starts. */
async function offeredBy(
  program: string,
  where: readonly [host: string, port: number],
  trust: NodeJS.ProcessEnv,
) {
  const env = { PATH: process.env['PATH'], ...trust };
  const { stdout } = await run(process.execPath, [program, ...where.map(String)], { env });
  return JSON.parse(stdout);
}

test.each(['127.0.0.1', 'localhost'])(
  'answers of %s over TLS are checked, on connections that are kept, where NODE_EXTRA_CA_CERTS vouches for it',
  async (host) => {
    await using system = await secureSystem();
    await using folder = await programFolder();
    const trust = { NODE_EXTRA_CA_CERTS: folder.certificate };
    const load = await offeredBy(folder.program, [host, system.port], trust);
    expect(load).toEqual({ due: 200, right: 200, failures: [] });
    expect(system.connections()).toBe(4);
  },
);

test('whoever tells Node to trust anybody has the load do so, too', async () => {
  await using system = await secureSystem();
  await using folder = await programFolder();
  const trust = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  expect(await offeredBy(folder.program, ['127.0.0.1', system.port], trust)).toMatchObject({ right: 200 });
});

test('a certificate that nobody vouches for is told in words, and nothing is sent', async () => {
  await using system = await secureSystem();
  const load = await offered(secured(system.port));
  expect([load.due, load.unanswered]).toEqual([200, 200]);
  expect(load.failures[0]?.what).toMatch(/^TLS failed: self-signed certificate/u);
});

test('a target that does not speak TLS is told in words', async () => {
  await using system = await listen(onRequest((socket, user) => socket.write(says(user))));
  const load = await offered(secured(system.port));
  expect([load.due, load.unanswered]).toEqual([200, 200]);
  expect(load.failures[0]?.what).toMatch(/^TLS failed: [\w ]+$/u);
});

test('a target that closes in the midst of the handshake is told in words', async () => {
  await using system = await listen((socket) => socket.once('data', () => socket.end()));
  const load = await offered(secured(system.port));
  expect([load.due, load.unanswered]).toEqual([200, 200]);
  expect(load.failures[0]?.what).toMatch(/closed|ended|disconnected|ECONNRESET/u);
});

test('a handshake that is never answered is given up in time', async () => {
  await using system = await listen(() => undefined);
  const load = await offered(secured(system.port, '127.0.0.1', { timeoutMs: 300, maxWaitMs: 300 }));
  expect([load.due, load.unanswered + load.missed]).toEqual([200, 200]);
  expect(load.failures[0]).toMatchObject({ what: 'no answer within 300 ms' });
});
