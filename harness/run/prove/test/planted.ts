import type { Violation } from '../../../checkers/verdict.ts';
import type { AnyOperation } from '../../../history/operation.ts';
import type { CheckRecord, ScenarioVerdict } from '../../../scenario/record.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import type { Claim, PlantedRun } from '../sighting.ts';

/** A claim that `says` finds the odd secret in stage `main`. */
export const claimOf = (more: Partial<Claim> = {}): Claim => ({
  name: 'odd-jwt-secret',
  stage: 'main',
  caughtBy: 'says',
  cause: /another JWT_SECRET/u,
  ...more,
});

/** A finding against b-2 that meets the claim. */
export const finding = (more: Partial<Violation> = {}): Violation => ({
  anomaly: 'token-refused',
  message: 'b-2 refused',
  operations: [1, 2],
  culprits: ['b-2'],
  cause: 'b-2 signs with another JWT_SECRET',
  ...more,
});

/** A check that said this: findings, `unknown`, or `valid`. */
export function checkOf(name: string, said: readonly Violation[] | 'unknown' | 'valid'): CheckRecord {
  const told = { name, claim: '', summary: '', evidence: [] };
  if (said === 'valid') return { ...told, verdict: { status: 'valid', examined: 1 } };
  if (said === 'unknown')
    return { ...told, verdict: { status: 'unknown', reason: 'b-3 was never observed' } };
  const [first = finding(), ...rest] = said;
  return { ...told, verdict: { status: 'invalid', violations: [first, ...rest] } };
}

const operation = (index: number, more: Partial<AnyOperation> = {}) =>
  ({
    index,
    f: 'me',
    stage: 'main',
    invokedNs: index * 1e9,
    completedNs: index * 1e9 + 5e8,
    ...more,
  }) as AnyOperation;

/** A run whose cluster was up at 0, with an operation in each of nine seconds, from the first on. */
export function runOf(...checks: CheckRecord[]): PlantedRun & { readonly run: string } {
  const status: ScenarioVerdict['status'] = checks.every(({ verdict }) => verdict.status === 'valid')
    ? 'valid'
    : checks.some(({ verdict }) => verdict.status === 'invalid')
      ? 'invalid'
      : 'unknown';
  return {
    run: 's/odd-jwt-secret-1',
    verdict: { scenario: 's', question: '?', status, checks },
    reason: null,
    operations: [
      operation(0, { f: 'cluster' }),
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => operation(index)),
    ],
  };
}

/** A scenario with these claims and one check. */
export const scenarioOf = (...sabotage: readonly [Claim, ...Claim[]]): Scenario => ({
  name: 's',
  question: '?',
  needs: [],
  stages: [{ name: 'main', workload: async () => undefined }],
  checks: [
    {
      name: 'says',
      claim: '',
      judge: () => ({ verdict: { status: 'valid', examined: 1 }, summary: '', evidence: [] }),
    },
  ],
  sabotage,
});
