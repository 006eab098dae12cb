import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../run/events.ts';
import { liveReporter } from './live.ts';
import { plainReporter } from './plain.ts';

const outcome = { name: 'sse-stays-up', question: '?', status: 'skipped', reason: 'no control' } as const;

async function* events(): AsyncGenerator<RunEvent> {
  const scenarios = ['sse-stays-up', 'rate-limit-is-global'];
  yield {
    kind: 'run-began',
    driver: 'process',
    reason: 'as asked',
    seed: '7f3a91',
    scenarios,
    noun: 'scenario',
  };
  yield { kind: 'scenario-began', scenario: 'sse-stays-up' };
  yield { kind: 'step', scenario: 'sse-stays-up', step: 'starting 3 replicas' };
  yield { kind: 'scenario-ended', outcome, verdict: null, metrics: null };
}

async function collect(texts: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const text of texts) all.push(stripVTControlCharacters(text));
  return all;
}

test('a log gets one line for each thing that happens', async () => {
  expect(await collect(plainReporter(events()))).toEqual([
    '2 scenarios · process driver (as asked) · seed 7f3a91\n',
    '… sse-stays-up\n',
    '  sse-stays-up: skipped (no control)\n',
  ]);
});

test('a terminal gets the whole list after each event', async () => {
  const frames = await collect(liveReporter(events()));
  expect(frames[0]).toBe('○ sse-stays-up \n○ rate-limit-is-global ');
  expect(frames[2]).toBe('● sse-stays-up starting 3 replicas\n○ rate-limit-is-global ');
  expect(frames.at(-1)).toBe('- sse-stays-up \n○ rate-limit-is-global ');
});
