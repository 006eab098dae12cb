import { expect, test } from 'vitest';
import { isProxyAlert } from './alerts.ts';

const errorLog = (level: string, message: string): string =>
  `2026/11/21 22:03:04 [${level}] 7#7: *1 ${message}`;

test('takes alert, crit and emerg for alerts whatever they say', () => {
  const levels = ['alert', 'crit', 'emerg'];
  expect(levels.map((level) => isProxyAlert(errorLog(level, 'open() failed')))).toEqual([true, true, true]);
});

test('takes exhausted connections and dead upstreams for alerts at any level', () => {
  expect(isProxyAlert(errorLog('warn', '8192 worker_connections are not enough'))).toBe(true);
  expect(isProxyAlert(errorLog('error', 'no live upstreams while connecting to upstream'))).toBe(true);
});

test('leaves an ordinary upstream error alone', () => {
  expect(isProxyAlert(errorLog('error', 'upstream timed out (110: Connection timed out)'))).toBe(false);
});

test('is not fooled by a path in the access log', () => {
  const access = '{"time":1.2,"method":"GET","path":"/[alert]/no live upstreams","status":404}';
  expect(isProxyAlert(access)).toBe(false);
});
