import { expect, test } from 'vitest';
import type { Operation } from '../../history/operation.ts';
import { dodgesOf } from './claimed-address.ts';
import { limitIsKeyedByUser } from './limit-is-keyed-by-user.ts';
import { call, historyOf, stageOf } from './test/limited-history.ts';

type Limited = Operation<'limited'>;
interface Asked {
  readonly user?: string;
  readonly header?: string;
  readonly on?: string;
}

const STAGE = stageOf({ limit: 3, replicas: 2 });
const HEADER = 'X-Forwarded-For';

/** Calls one after the other, each with its status. */
const story = (...steps: readonly (readonly [status: number, asked?: Asked])[]): Limited[] =>
  steps.map(([status, { user = 'user-1', header, on = 'b-1' } = {}], at) =>
    call(20 * at, status, {
      key: user,
      input: { user, ...(header === undefined ? {} : { spoofed: header }) },
      replica: on,
    }),
  );
const verdict = (calls: readonly Limited[]) => limitIsKeyedByUser().judge(historyOf(calls, STAGE)).verdict;

const full = [[200], [200], [200, { on: 'b-2' }], [429], [429, { on: 'b-2' }]] as const;
const claims = (status: number) =>
  ['b-1', 'b-2'].flatMap((on) => [[status, { header: HEADER, on }] as const, [429, { on }] as const]);
const neighbour = (status: number, on = 'b-1') =>
  [
    [status, { user: 'user-2', on }],
    [429, { on }],
  ] as const;
const neighbours = [...neighbour(200), ...neighbour(200, 'b-2')];

test('a claimed address is denied like its user, and a neighbour is admitted', () => {
  expect(verdict(story(...full, ...claims(429), ...neighbours))).toEqual({ status: 'valid', examined: 2 });
});

test('a claim that is admitted while its user is denied names the header and where', () => {
  const calls = story(...full, ...claims(429), ...neighbours, [200, { header: HEADER, on: 'b-2' }], [429]);
  expect(verdict(calls)).toMatchObject({
    violations: [
      {
        anomaly: 'over-admission',
        culprits: ['b-2'],
        cause: 'the limiter is keyed by a header that any client may set (X-Forwarded-For)',
      },
    ],
  });
});

test('a neighbour who is denied for what another used shares its bucket', () => {
  expect(verdict(story(...full, ...claims(429), ...neighbour(429), ...neighbour(429, 'b-2')))).toMatchObject({
    violations: [
      {
        anomaly: 'wrongful-denial',
        culprits: ['b-1', 'b-2'],
        cause: expect.stringMatching(/^all users share one bucket \(keyed by the proxy's address/u),
      },
    ],
  });
});

test.each([
  ['no call of the limit', [], /no limited call/u],
  ['no claim', story(...full, ...neighbours), /no call claimed another address/u],
  [
    'a header that one replica never denied',
    story(...full, ...claims(429).slice(0, 2), ...neighbours),
    /b-2 denied no call with X-Forwarded-For/u,
  ],
  [
    'no neighbour on one replica',
    story(...full, ...claims(429), ...neighbour(200)),
    /nobody was admitted on b-2 while another user was denied there/u,
  ],
])('%s is unknown', (_, calls, reason) => {
  expect(verdict(calls)).toMatchObject({ status: 'unknown', reason: expect.stringMatching(reason) });
});

test('an admission beside a full limit is no dodge when the next plain call is admitted too: the window was over', () => {
  const [first, second, third] = story([429], [200, { header: HEADER }], [200]);
  const attempt = (op: Limited | undefined, kind: 'allowed' | 'denied') => ({
    invokedNs: op!.invokedNs,
    completedNs: op!.completedNs,
    kind,
    replica: 'b-1',
    spoofed: op!.input.spoofed ?? null,
  });
  const claimed = attempt(second, 'allowed');
  expect(dodgesOf([claimed, attempt(third, 'allowed')], [attempt(first, 'denied')])).toBeNull();
  expect(dodgesOf([claimed], [attempt(first, 'denied')])).toEqual({ headers: [HEADER], replicas: ['b-1'] });
  expect(dodgesOf([claimed], [])).toBeNull();
});
