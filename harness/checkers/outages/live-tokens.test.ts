import { expect, test } from 'vitest';
import { liveTokenNeverRefused } from '../acceptance/live-token-check.ts';
import { fault, login, me, run } from '../faults/test/run.ts';
import type { Injected } from '../faults/test/run.ts';

const made = login({ at: [0, 5], token: 't' });
const served = ['b-1', 'b-2'].map((on) => me({ at: [10, 20], on, token: 't' }));
const refused = (atMs: number, on = 'b-1') => me({ at: [atMs, atMs + 10], on, token: 't', status: 401 });
const judge = (injected: Injected, ...more: Parameters<typeof run>) =>
  liveTokenNeverRefused().judge(run(made, served, fault(injected), ...more)).verdict.status;
const AT = [1000, 1100, 2000, 2100] as const;

test('a live token may be refused by who has no Redis to ask, up to 2 s after its return, and at no other time', () => {
  const away: Injected = { kind: 'pause', targets: ['redis'], at: AT };
  expect([900, 1050, 1500, 4050, 4200].map((atMs) => judge(away, refused(atMs)))).toEqual([
    'invalid',
    'valid',
    'valid',
    'valid',
    'invalid',
  ]);
});

test('a partition excuses the replica that is cut off, and no other', () => {
  const cut: Injected = { kind: 'partition', targets: ['b-1'], side: 'redis', at: AT };
  expect([judge(cut, refused(1500)), judge(cut, refused(1500, 'b-2'))]).toEqual(['valid', 'invalid']);
});

test('a killed, frozen or restarted replica is no reason to refuse a live token', () => {
  for (const kind of ['kill', 'pause', 'stop'])
    expect(judge({ kind, targets: ['b-1'], at: AT }, refused(1500))).toBe('invalid');
});

test('a token from before Redis forgot everything may be dead for good; one from after may not', () => {
  const killed: Injected = { kind: 'kill', targets: ['redis'], at: AT };
  expect(judge(killed, refused(9000))).toBe('valid');
  const anew = [
    login({ at: [3000, 3010], token: 'n' }),
    me({ at: [9000, 9010], on: 'b-1', token: 'n', status: 401 }),
  ];
  expect(judge(killed, anew)).toBe('invalid');
});
