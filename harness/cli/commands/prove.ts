import { join, relative } from 'node:path';
import { EXIT } from '../../errors.ts';
import { renderProof } from '../../report/proof/console.ts';
import { readProof } from '../../report/proof/read-proof.ts';
import { writeProofReports } from '../../report/proof/write-reports.ts';
import { prove as runProof } from '../../run/prove/prove.ts';
import type { SabotageName } from '../../scenario/sabotage/sabotage.ts';
import type { CommandRow, Invocation } from '../command.ts';
import { CLUSTER_OPTIONS, TARGET_OPTIONS } from '../options.ts';
import { repeatCommand } from '../repeat-command.ts';
import { runOnDriver } from '../run-on-driver.ts';
import { selectScenarios } from '../select-scenarios.ts';

const WIDTH = 110;

/** `lockstep prove`: 0 when every planted fault was found and nothing gave a false alarm. */
export const prove: CommandRow = {
  name: 'prove',
  summary: 'plant each sabotage, and see that it is found: the detection matrix',
  words: ['[scenario...]', 'the scenarios to prove; all when none is named'],
  options: [...CLUSTER_OPTIONS, 'seed', 'only', 'runs', 'json', 'out', ...TARGET_OPTIONS],
  run: async ({ options: given, words, surroundings, stop }) => {
    const options = { ...given, only: [...words, ...given.only], sabotage: null };
    const folder = await plantAll({ options, surroundings, stop });
    const proof = await readProof(folder);
    const { html } = await writeProofReports(folder, proof);
    const { stdout, directory, colour } = surroundings;
    if (options.json) {
      const result = { folder: relative(directory, folder), report: relative(directory, html), ...proof };
      stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    } else {
      const reportPath = join(options.out, 'latest', 'report.html');
      stdout.write(renderProof(proof, { colour, reportPath, width: stdout.columns || WIDTH }));
    }
    return proof.exitCode ?? EXIT.harnessFailed;
  },
};

async function plantAll(invocation: Omit<Invocation, 'words'>): Promise<string> {
  const { options, surroundings } = invocation;
  const scenarios = selectScenarios(surroundings.scenarios, options, null);
  const isReferenceBackend =
    options.backend === null && options.backendImage === null && options.target === null;
  const proof = {
    scenarios,
    runs: options.runs,
    isReferenceBackend,
    commandOf: (scenario: string, sabotage: SabotageName | null, seed: string) =>
      repeatCommand({ ...options, only: [scenario], sabotage, runs: 1 }, { seed }),
  };
  return runOnDriver(invocation, {
    name: 'prove',
    run: (common, emit) => runProof({ ...common, ...proof }, emit),
  });
}
