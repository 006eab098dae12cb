import type { SavedRun } from '../scenario/record.ts';
import { replicasOf } from './coverage.ts';
import type { Finding, SavedScenario } from './findings.ts';
import { brokenChecks, doubtsOf, findingsOf, reasonOf, unnamedCulprits, worstFindings } from './findings.ts';
import { counted, duration, figure, replicasUp } from './format.ts';
import { codeBlock, markdown, table } from './markdown.ts';
import { exitText, failedFirst, label, MARK, statusOf, tally } from './status.ts';

/** GitHub drops the whole summary of a step above 1 MiB, and a comment above 64 KiB: this fits both. */
const MAX_BYTES = 60_000;
const MAX_FINDINGS = 10;
const MAX_ROWS = 200;
const MAX_COLUMNS = 20;

/** The run as Markdown for a job summary or a comment, worst first, always small enough for GitHub. */
export function renderSummary(run: SavedRun): string {
  const parts = [headline(run), scenarioTable(run), findings(run), coverage(run), again(run)];
  return bounded(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function headline(run: SavedRun): string {
  const { record } = run;
  const status = statusOf(record);
  const rig = [
    `${record.driver.name} driver`,
    ...replicasUp(record),
    ...(record.sabotage === null ? [] : [`sabotage ${record.sabotage}`]),
    `seed ${record.seed}`,
  ];
  return [
    `## ${MARK[status]} Lockstep: ${status.toUpperCase()} – ${tally(run)}`,
    `${markdown(reasonOf(run), 600)} (exit ${exitText(record)})`,
    `${rig.map((word) => markdown(word, 100)).join(' · ')} · [report.html](report.html)`,
  ].join('\n\n');
}

function scenarioTable(run: SavedRun): string {
  if (run.scenarios.length === 0) return '';
  const ordered = failedFirst(run.scenarios);
  const rows = ordered.slice(0, MAX_ROWS).map((scenario) => {
    const { outcome, metrics } = scenario;
    const time = metrics === null ? '' : duration(metrics.wallMs);
    const status = `${MARK[outcome.status]} ${outcome.status === 'invalid' ? '**INVALID**' : label(outcome.status)}`;
    return [status, markdown(outcome.name, 80), markdown(seen(scenario), 300), time];
  });
  return table(['', 'scenario', 'what was seen', 'time'], rows) + more(ordered.length - MAX_ROWS, 'scenario');
}

function seen(scenario: SavedScenario): string {
  const [finding] = findingsOf(scenario);
  const [doubt] = doubtsOf(scenario);
  const { status, reason } = scenario.outcome;
  if (status === 'invalid') {
    const broken = brokenChecks(scenario).map(({ name }) => name);
    return finding ? `${broken.join(', ')}: ${finding.check.summary}` : (reason ?? '');
  }
  if (status !== 'valid') return doubt?.reason ?? '';
  return (scenario.verdict?.checks ?? [])
    .slice(0, 2)
    .map(({ summary }) => summary)
    .join('; ');
}

function findings(run: SavedRun): string {
  const worst = worstFindings(run);
  if (worst.length === 0) return '';
  const lines = worst.slice(0, MAX_FINDINGS).map((finding, at) => `${at + 1}. ${findingText(finding)}`);
  return `### Findings\n\n${lines.join('\n')}${more(worst.length - MAX_FINDINGS, 'finding')}`;
}

function findingText({ scenario, check, violation }: Finding): string {
  const culprits = unnamedCulprits(violation).slice(0, MAX_COLUMNS).join(', ');
  return [
    `**${markdown(violation.anomaly, 80)}** in ${markdown(scenario, 80)} / ${markdown(check.name, 80)}:`,
    markdown(violation.message, 600),
    ...(violation.cause === null ? [] : [`_Likely:_ ${markdown(violation.cause)}`]),
    ...(culprits === '' ? [] : [`_At fault:_ ${markdown(culprits)}`]),
  ].join(' ');
}

function coverage(run: SavedRun): string {
  const replicas = replicasOf(run).slice(0, MAX_COLUMNS);
  const measured = run.scenarios.filter(({ metrics }) => metrics !== null);
  if (replicas.length === 0) return '';
  const rows = measured
    .slice(0, MAX_ROWS)
    .map(({ outcome, metrics }) => [markdown(outcome.name, 80), ...answersOf(metrics, replicas)]);
  const head = ['scenario', ...replicas.map((replica) => markdown(replica, 40))];
  return `### Answers by replica\n\n${table(head, rows)}${more(measured.length - MAX_ROWS, 'scenario')}`;
}

function answersOf(metrics: SavedScenario['metrics'], replicas: readonly string[]): string[] {
  // A map, because a replica may be named like something every object inherits.
  const answers = new Map(Object.entries(metrics?.answersByReplica ?? {}));
  return replicas.map((replica) => figure(answers.get(replica) ?? 0));
}

function again({ record }: SavedRun): string {
  return `### Again\n\n${codeBlock(record.command)}`;
}

function more(count: number, noun: string): string {
  return count > 0 ? `\n\n… and ${counted(count, `more ${noun}`)}, in [report.html](report.html)` : '';
}

function bounded(text: string): string {
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  const head = Buffer.from(text).subarray(0, MAX_BYTES).toString('utf8');
  const lines = head.slice(0, head.lastIndexOf('\n'));
  return `${lines}\n\n**Cut off here: the rest is in report.html.**\n`;
}
