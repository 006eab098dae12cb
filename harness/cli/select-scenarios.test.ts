import { expect, test } from 'vitest';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import { resolveOptions } from './resolve-options.ts';
import { selectScenarios } from './select-scenarios.ts';

const scenario = (name: string, more: Partial<Scenario> = {}): Scenario =>
  defineScenario({
    name,
    question: '?',
    needs: [],
    stages: [{ name: 's', workload: async () => undefined }],
    checks: [
      {
        name: 'c',
        claim: '',
        judge: () => ({ verdict: { status: 'valid', examined: 1 }, summary: '', evidence: [] }),
      },
    ],
    sabotage: [{ name: 'odd-jwt-secret', stage: 's', caughtBy: 'c', cause: null }],
    ...more,
  });
const random = scenario('random', {
  isOnRequest: true,
  stages: [{ name: 's', nemesis: 'random', workload: async () => undefined }],
});
const ALL = [
  scenario('one'),
  scenario('two', { sabotage: [{ name: 'split-redis', stage: 's', caughtBy: 'c', cause: null }] }),
  random,
];

const select = async (flags: Record<string, unknown>, sabotage: 'odd-jwt-secret' | null = null) => {
  const options = await resolveOptions({ config: null, environment: {}, flags });
  return selectScenarios(ALL, options, sabotage).map(({ name }) => name);
};

test('all but those on request, or those named', async () => {
  expect(await select({})).toEqual(['one', 'two']);
  expect(await select({ only: ['random', 'one'] })).toEqual(['one', 'random']);
  await expect(select({ only: ['three'] })).rejects.toThrow('There is no scenario three');
});

test('with a sabotage, those that claim to catch it', async () => {
  expect(await select({}, 'odd-jwt-secret')).toEqual(['one']);
  await expect(select({ only: ['two'] }, 'odd-jwt-secret')).rejects.toThrow('run one or random');
});

test('with a random nemesis, those that draw their faults', async () => {
  expect(await select({ nemesis: 'random' })).toEqual(['random']);
  await expect(select({ nemesis: 'random', only: ['one'] })).rejects.toThrow('None of the scenarios named');
});
