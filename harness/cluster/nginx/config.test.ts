import { expect, test } from 'vitest';
import { DEFAULT_PROXY } from '../topology.ts';
import { renderNginxConfig } from './config.ts';

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
