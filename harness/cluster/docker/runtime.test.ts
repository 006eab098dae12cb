import { expect, test } from 'vitest';
import { reach } from './runtime.ts';

test('publishes on the loopback address when the engine is on this machine', () => {
  expect(reach('localhost')).toEqual({ host: '127.0.0.1', publishOn: '127.0.0.1' });
});

test('publishes on the address by which it reaches the engine, when that is one', () => {
  expect(reach('172.17.0.1')).toEqual({ host: '172.17.0.1', publishOn: '172.17.0.1' });
  expect(reach('fd00::1')).toEqual({ host: '[fd00::1]', publishOn: 'fd00::1' });
});

test('publishes on every address of an engine known by name only', () => {
  expect(reach('docker')).toEqual({ host: 'docker', publishOn: '0.0.0.0' });
});
