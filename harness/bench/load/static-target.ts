import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';

/** What the static target answers to anything. */
const BODY = '{"success":true,"data":{"status":"ok","instance":"b-1"},"error":null}';

/** A server that answers at once, with as little work as can be. */
export interface StaticTarget extends AsyncDisposable {
  readonly port: number;
}

/** Starts an Nginx with one worker that answers everything with one static body. */
export async function startStaticTarget(): Promise<StaticTarget> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configOf(folder, port));
  const nginx = spawn('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: 'ignore' });
  starting.defer(async () => {
    nginx.kill('SIGTERM');
    await once(nginx, 'exit');
  });
  await listening(port);
  // By now Nginx has read and opened all it needs: whatever ends the bench, no folder is left.
  await rm(folder, { recursive: true, force: true });
  const owned = starting.move();
  return { port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const configOf = (folder: string, port: number): string => `
daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log /dev/null;
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { default_type application/json; add_header X-Instance-Id b-1; return 200 '${BODY}'; }
  }
}
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address === 'object' && address) return address.port;
  throw new Error('no port');
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    await elapsed(20);
  }
  throw new Error('nginx did not start');
}
