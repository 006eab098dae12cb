import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { renderNginxConfig } from '../nginx/config.ts';
import { DEFAULT_PROXY } from '../topology.ts';
import { OFFICIAL_IMAGES } from './image-names.ts';

const COMPOSE = new URL('../../../compose/', import.meta.url);
const UPSTREAMS = ['10.214.0.11:8080', '10.214.0.12:8080', '10.214.0.13:8080'];

test('compose/nginx/nginx.conf is what the template renders for the compose file', async () => {
  const placement = {
    listen: '80',
    accessLog: '/dev/stdout',
    upstreams: UPSTREAMS,
    directory: '/tmp',
    user: null,
  };
  const written = await readFile(new URL('nginx/nginx.conf', COMPOSE), 'utf8');
  expect(written).toBe(await renderNginxConfig(DEFAULT_PROXY, placement));
});

test('compose/docker-compose.yml names the images and addresses that the harness uses', async () => {
  const written = await readFile(new URL('docker-compose.yml', COMPOSE), 'utf8');
  const addresses = UPSTREAMS.map((upstream) => `ipv4_address: ${upstream.split(':')[0]} `);
  for (const expected of [...Object.values(OFFICIAL_IMAGES), ...addresses])
    expect(written).toContain(expected);
});
