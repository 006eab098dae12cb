import { expect, test } from 'vitest';
import { DEFAULT_PROXY } from '../topology.ts';
import { effectiveSettings, renderNginxConfig } from './config.ts';

const placement = {
  listen: '127.0.0.1:8080',
  upstreams: ['127.0.0.1:9001', '127.0.0.1:9002'],
  accessLog: '/x/access.log',
  directory: '/x',
  user: null,
};

test('a counting proxy tries every replica in exact turn', async () => {
  const text = await renderNginxConfig(DEFAULT_PROXY, placement);
  expect(text).toContain('zone replicas 64k;');
  expect(text).toContain('server 127.0.0.1:9001 max_fails=0;');
  expect(text).toContain('server 127.0.0.1:9002 max_fails=0;');
  expect(text).not.toContain('{{');
});

test('a proxy that fails over has Nginx’s defaults', async () => {
  const text = await renderNginxConfig({ ...DEFAULT_PROXY, upstreamHealth: 'fail-over' }, placement);
  expect(text).toContain('server 127.0.0.1:9001;');
  expect(text).not.toContain('max_fails=0;');
});

test('a healthy stream is not buffered, speaks HTTP/1.1 and is read for long', async () => {
  const stream = (await renderNginxConfig(DEFAULT_PROXY, placement)).split(
    'location = /api/v1/schedules/events',
  )[1];
  expect(stream).toContain('proxy_http_version 1.1;');
  expect(stream).toContain('proxy_buffering off;');
  expect(stream).toContain('proxy_read_timeout 3600s;');
});

test('no log format holds the query, where tokens are', async () => {
  const format = /log_format[^;]+;/u.exec(await renderNginxConfig(DEFAULT_PROXY, placement))?.[0];
  expect(format).toContain('$uri');
  expect(format).not.toMatch(/\$(request|args|request_uri|query_string|http_referer)\b(?!_)/u);
});

test('attribution is on every answer, refusals included', async () => {
  const text = await renderNginxConfig(DEFAULT_PROXY, placement);
  expect(text).toContain('add_header X-Upstream $upstream_addr always;');
  expect(text.match(/add_header/gu)).toHaveLength(2);
});

test('a plain proxy takes the replicas in turn, retries as Nginx does and drops idle connections after 4 s', async () => {
  const text = await renderNginxConfig(DEFAULT_PROXY, placement);
  expect(text).not.toMatch(/ip_hash|\bdown\b|proxy_next_upstream/u);
  expect(text).toContain('keepalive_timeout 4s;');
});

test('a proxy by address hashes the client before it names the servers', async () => {
  const text = await renderNginxConfig({ ...DEFAULT_PROXY, balancing: 'by-address' }, placement);
  expect(text.indexOf('ip_hash;')).toBeGreaterThan(0);
  expect(text.indexOf('ip_hash;')).toBeLessThan(text.indexOf('server 127'));
});

test('a proxy without the last replica keeps it in the list, and sends it nothing', async () => {
  const text = await renderNginxConfig({ ...DEFAULT_PROXY, balancing: 'without-last' }, placement);
  expect(text).toContain('server 127.0.0.1:9001 max_fails=0;');
  expect(text).toContain('server 127.0.0.1:9002 max_fails=0 down;');
});

test('a proxy that hides failures asks the next replica whatever the failure and the method', async () => {
  const text = await renderNginxConfig({ ...DEFAULT_PROXY, retries: 'everything' }, placement);
  expect(text).toContain(
    'proxy_next_upstream error timeout http_500 http_502 http_503 http_504 non_idempotent;',
  );
});

test('a proxy may keep idle connections for longer', async () => {
  const text = await renderNginxConfig({ ...DEFAULT_PROXY, idleUpstreamS: 60 }, placement);
  expect(text).toContain('keepalive_timeout 60s;');
});

test('a proxy that logs the query writes the request line', async () => {
  const text = await renderNginxConfig({ ...DEFAULT_PROXY, logQuery: true }, placement);
  expect(/log_format[^;]+;/u.exec(text)?.[0]).toContain('"path":"$request"');
});

test('the settings that decide a verdict are named', () => {
  expect(effectiveSettings(DEFAULT_PROXY)).toBe(
    'zone replicas 64k; round robin; max_fails=0; proxy_next_upstream default; keepalive_timeout 4s to the replicas; ' +
      'stream: proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 3600s',
  );
  const changed = effectiveSettings({
    ...DEFAULT_PROXY,
    balancing: 'without-last',
    retries: 'everything',
    idleUpstreamS: 60,
    logQuery: true,
  });
  expect(changed).toMatch(/the last server down.*http_5xx non_idempotent.*60s to the.*log has the query/u);
});
