import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { tarOf } from './tar.ts';

test.each(['', 'x'.repeat(511), 'x'.repeat(512), 'worker_processes auto; # grün\n'])(
  'is what tar reads: %#',
  (text) => {
    const input = tarOf('lockstep/nginx.conf', text);
    expect(execFileSync('tar', ['-xOf', '-', 'lockstep/nginx.conf'], { input, encoding: 'utf8' })).toBe(text);
  },
);

test('refuses a name that does not fit', () => {
  expect(() => tarOf('x'.repeat(101), '')).toThrow(RangeError);
});
