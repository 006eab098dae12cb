import { expect, test } from 'vitest';
import { reach } from './runtime.ts';

test('publishes on the loopback address when the engine is on this machine', () => {
  expect(reach('localhost', false)).toEqual({ host: '127.0.0.1', publishOn: '127.0.0.1' });
});

test('takes the gateway of the bridge for this machine when it is an address of its own', () => {
  expect(reach('172.17.0.1', true)).toEqual({ host: '127.0.0.1', publishOn: '127.0.0.1' });
});

test('publishes on the address by which it reaches the engine, when that is one', () => {
  expect(reach('172.18.0.1', false)).toEqual({ host: '172.18.0.1', publishOn: '172.18.0.1' });
  expect(reach('fd00::1', false)).toEqual({ host: '[fd00::1]', publishOn: 'fd00::1' });
});

test('publishes on every address of an engine known by name only', () => {
  expect(reach('docker', false)).toEqual({ host: 'docker', publishOn: '0.0.0.0' });
});
