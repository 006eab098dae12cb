import { expect, test } from 'vitest';
import { repeatCommand } from './repeat-command.ts';
import { resolveOptions } from './resolve-options.ts';

const resolve = (flags: Readonly<Record<string, unknown>>) =>
  resolveOptions({ config: null, environment: {}, flags });

interface Refusal {
  readonly option: string;
  readonly message: RegExp;
  readonly given: readonly unknown[];
}

const REFUSED: readonly Refusal[] = [
  {
    option: 'rate',
    message: /^--rate must (?:be|rise)/u,
    given: ['0', '-5', 'fast', '1e9', '100..', '..9', '1000001', '0..0', '9^3', '', ' 5', true],
  },
  {
    option: 'duration',
    message: /^--duration must be a time, as 60/u,
    given: ['-1s', 'soon', '5x', '2000h', '', '1e3', true],
  },
  { option: 'warmUp', message: /^--warm-up must be a time, as 60/u, given: ['-1s', 'soon'] },
  { option: 'arrivals', message: /^--arrivals must be poisson or even/u, given: ['odd', ''] },
  {
    option: 'mix',
    message: /^--mix must be shares of me, session-read/u,
    given: [
      '',
      ',',
      'me',
      'me=',
      'nope=1',
      'me=0',
      'me=-1',
      'me=many',
      'me=1=2',
      'me=1,me=2',
      'me=1,',
      'me=Infinity',
      'me=1e400',
      'me=0x10',
      'me=0.0001',
      'me=1000001',
      { me: 0 },
      { me: 'x' },
      { nope: 1 },
      80,
    ],
  },
  {
    option: 'slo',
    message: /^--slo '/u,
    given: ['', 'fast', 'p99', 'p99<', 'p99<250', 'p99>1s', 'p100<1s', 'p99<0ms', 'errors<0%', 'rate<5'],
  },
  {
    option: 'users',
    message: /^--users must be a whole number from 1 to 100\b/u,
    given: ['0', '101', '1.5', 'x', '-1'],
  },
  {
    option: 'connections',
    message: /^--connections must be a whole number from 1 to 10000/u,
    given: ['0', '10001', 'x'],
  },
  {
    option: 'threads',
    message: /^--threads must be a whole number from 1 to 64/u,
    given: ['0', '65', '2.5'],
  },
];

test.each(
  REFUSED.flatMap(({ option, message, given }) => given.map((value) => [option, value, message] as const)),
)('%s=%j is refused in one sentence', async (option, value, message) => {
  const given = option === 'slo' ? [value] : value;
  await expect(resolve({ [option]: given })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(message),
  });
});

test('a mix is read from text as from a table', async () => {
  const { mix } = await resolve({ mix: 'me=0.5,health=2' });
  expect(mix).toEqual({ me: 0.5, health: 2 });
  expect(await resolve({ mix: { me: 0.5, health: 2 } })).toMatchObject({ mix });
});

test('the command to repeat a load is read as the same load', async () => {
  const given = {
    rate: '5^9',
    duration: '2m',
    mix: 'me=0.5,health=2',
    slo: ['p99(me)@each<1.5s', 'errors<=2%'],
  };
  const options = await resolve(given);
  const words = repeatCommand(options, { seed: '1', command: 'load' });
  expect(words).toBe(
    "lockstep load --seed 1 --rate '5^9' --duration 120000ms --mix 'me=0.5,health=2' " +
      "--slo 'p99(me)@each<1.5s' --slo 'errors<=2%'",
  );
  expect(await resolve({ ...given, duration: '120000ms' })).toEqual(options);
});
