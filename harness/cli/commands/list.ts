import { SABOTAGES } from '../../scenario/sabotage/sabotage.ts';
import type { CommandRow, Surroundings } from '../command.ts';

/** `lockstep list`. */
export const list: CommandRow = {
  name: 'list',
  summary: 'the scenarios and the sabotages each must catch',
  options: ['json'],
  run: async ({ options, surroundings }) => {
    surroundings.stdout.write(options.json ? asJson(surroundings) : asText(surroundings));
    return 0;
  },
};

function asJson({ scenarios }: Surroundings): string {
  const rows = scenarios.map(({ name, question, needs, checks, sabotage }) => ({
    name,
    question,
    needs,
    checks: checks.map((check) => ({ name: check.name, claim: check.claim })),
    sabotage,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function asText({ scenarios }: Surroundings): string {
  const lines = scenarios.flatMap(({ name, question, sabotage }) => [
    name,
    `    ${question}`,
    ...sabotage.map((planted) => `    --sabotage ${planted.name}: ${SABOTAGES[planted.name].fault}`),
  ]);
  return `${lines.join('\n')}\n`;
}
