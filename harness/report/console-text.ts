import type { Finding, SavedScenario } from './findings.ts';
import { doubtsOf, findingsOf, unnamedCulprits } from './findings.ts';
import { counted } from './format.ts';
import { plainText } from './plain-text.ts';
import { wrapAtMost } from './wrap.ts';

const MAX_LINES = 6;

/** What the verdict table says of a scenario, in lines of at most `width` characters. */
export function scenarioText(scenario: SavedScenario, width: number): string[] {
  const { status, reason } = scenario.outcome;
  const findings = findingsOf(scenario);
  if (status === 'invalid' && findings.length > 0) return findingLines(findings, width);
  if (status === 'valid') return wrapAtMost(summariesOf(scenario), width, 3);
  const [doubt] = doubtsOf(scenario);
  return wrapAtMost(plainText(reason ?? doubt?.reason ?? 'no reason was recorded', 600), width, MAX_LINES);
}

/** All summaries are in the HTML report; here the first stands for the rest, with what every claim needs: coverage. */
function summariesOf({ verdict, metrics }: SavedScenario): string {
  const [main] = verdict?.checks ?? [];
  const answers = Object.entries(metrics?.answersByReplica ?? {});
  const coverage = `${answers.map(([, count]) => count).join('/')} answers per replica`;
  return [main?.summary ?? '', ...(answers.length > 0 ? [coverage] : [])]
    .map((text) => plainText(text, 300))
    .join('; ');
}

/** The first violation of each broken check, three at most, and how many more there are. */
function findingLines(findings: readonly Finding[], width: number): string[] {
  const checks = [...new Set(findings.map(({ check }) => check))].slice(0, 3);
  const shown = checks.flatMap((check) => findings.find((finding) => finding.check === check) ?? []);
  const rest = findings.length - shown.length;
  const lines = shown.flatMap((finding) => wrapAtMost(sentenceOf(finding), width, MAX_LINES));
  return rest > 0 ? [...lines, `… and ${counted(rest, 'more finding')}, in the report`] : lines;
}

function sentenceOf({ violation }: Finding): string {
  const culprits = unnamedCulprits(violation).slice(0, 8);
  const named = culprits.length > 0 ? ` [${culprits.join(', ')}]` : '';
  const cause = violation.cause === null ? '' : ` Likely: ${plainText(violation.cause, 300)}`;
  const told = plainText(`${violation.anomaly}: ${plainText(violation.message, 500)}${named}`, 700);
  return cause === '' || /[.!?\]]$/u.test(told) ? told + cause : `${told}.${cause}`;
}
