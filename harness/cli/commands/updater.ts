import { EXIT } from '../../errors.ts';
import { readRun } from '../../report/read-run.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import { feedScenario } from '../../scenario/feed/feed-scenario.ts';
import type { CommandRow } from '../command.ts';
import { planFeed } from '../plan-feed.ts';
import { runOnDriver } from '../run-on-driver.ts';
import { tellRun } from '../tell-run.ts';
import { tellTables } from '../tell-tables.ts';

const OWN = ['pubkey', 'targets', 'current', 'assets', 'mirror', 'watch'] as const;

/** `lockstep updater`: 0 when every client can install the update, 1 when one cannot, 2 when that cannot be told. */
export const updater: CommandRow = {
  name: 'updater',
  summary: 'is a Tauri release installable by every client? The feed, its assets and their signatures',
  words: [
    '<config|endpoint...>',
    'tauri.conf.json, or the endpoints of the feed in the order of the clients',
  ],
  options: [...OWN, 'json', 'out'],
  run: async (invocation) => {
    const { options, words, surroundings, stop } = invocation;
    const plan = await planFeed(words, options, stop.signal);
    const folder = await runOnDriver(invocation, {
      name: 'updater',
      words,
      bringsUp: 'nothing',
      run: (common, emit) =>
        runScenarios(
          {
            ...common,
            replicas: 0,
            scenarios: [feedScenario(plan)],
            sabotage: null,
            beforeEnd: async () => undefined,
          },
          emit,
        ),
    });
    const run = await readRun(folder);
    await tellRun({ folder, run, options, surroundings });
    if (!options.json) tellTables(run, { check: 'feed-is-installable', surroundings });
    return run.record.exitCode ?? EXIT.harnessFailed;
  },
};
