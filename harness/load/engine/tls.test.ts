import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EnginePlan } from './thread-plan.ts';
import { offered, planned, says } from './test/offered.ts';
import { offeredElsewhere } from './test/offered-elsewhere.ts';
import { listen, onRequest } from './test/raw-server.ts';
import { selfSigned } from './test/self-signed.ts';

const CERTIFICATE = selfSigned();

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

/** A file with the certificate. */
async function certificateFile() {
  const folder = await mkdtemp(join(tmpdir(), 'tls-test-'));
  const path = join(folder, 'ca.pem');
  await writeFile(path, CERTIFICATE.cert);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test.each(['127.0.0.1', 'localhost'])(
  'answers of %s over TLS are checked, on connections that are kept, where NODE_EXTRA_CA_CERTS vouches for it',
  async (host) => {
    await using system = await secureSystem();
    await using file = await certificateFile();
    const load = await offeredElsewhere({
      plan: { target: { host, port: system.port, isTls: true } },
      environment: { NODE_EXTRA_CA_CERTS: file.path },
    });
    expect(load).toEqual({ due: 200, right: 200, failures: [] });
    expect(system.connections()).toBe(4);
  },
);

test('whoever tells Node to trust anybody has the load do so, too', async () => {
  await using system = await secureSystem();
  const load = await offeredElsewhere({
    plan: { target: { host: '127.0.0.1', port: system.port, isTls: true } },
    environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  });
  expect(load).toMatchObject({ due: 200, right: 200 });
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
