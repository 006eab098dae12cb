import type { Builder, TestCase } from 'junit-report-builder';
import type { CheckRecord, RunRecord, SavedRun } from '../scenario/record.ts';
import type { SavedScenario } from './findings.ts';
import { reasonOf, violationsOf } from './findings.ts';
import { renderTable } from './console-table.ts';
import { newBuilder } from './junit-builder.ts';
import { plainText } from './plain-text.ts';
import { tally } from './status.ts';

/** What can hold test cases: a suite. */
interface Suite {
  readonly testCase: () => TestCase;
}

const MAX_VIOLATIONS = 20;
const MAX_OPERATIONS = 50;
const MAX_TABLES = 5;
const MAX_ROWS = 100;
/** Of the text of a table. */
const WIDTH = 160;

/** The run as JUnit XML: a suite for each scenario, a case for each check; what the rig could not say is an error. */
export function renderJunit(run: SavedRun): string {
  const builder = newBuilder().name('lockstep');
  for (const scenario of run.scenarios) addScenario(builder, run.record, scenario);
  if (!isExplained(run)) addRun(builder, run);
  return `${builder.build()}\n`;
}

function addScenario(
  builder: Builder,
  record: RunRecord,
  { outcome, verdict, metrics }: SavedScenario,
): void {
  const name = plainText(outcome.name, 200);
  const suite = builder.testSuite().name(name);
  suite.time(Math.round(metrics?.wallMs ?? 0) / 1000);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(record.startedAt))
    suite.timestamp(record.startedAt.slice(0, 19));
  suite.property('question', plainText(outcome.question)).property('seed', plainText(record.seed, 100));
  suite.property('driver', plainText(record.driver.name, 100)).property('command', plainText(record.command));
  const unique = uniqueNames();
  const checks = verdict?.checks ?? [];
  for (const check of checks) addCheck(suite, `${name}.checks`, unique(check.name), check);
  if (!checks.some((check) => accountsFor(check, outcome)))
    addOutcome(suite.testCase().className(name).name(unique(name)), outcome);
}

function addCheck(suite: Suite, className: string, name: string, check: CheckRecord): void {
  const test = suite.testCase().className(className).name(name);
  switch (check.verdict.status) {
    case 'valid':
      test.standardOutput(withTables(inCdata([check.claim, check.summary]), check));
      break;
    case 'invalid':
      test.failure(
        plainText(check.verdict.violations[0].message),
        plainText(check.verdict.violations[0].anomaly, 200),
      );
      test.stacktrace(inCdata([`claim: ${check.claim}`, `seen: ${check.summary}`, ...violationLines(check)]));
      test.standardOutput(withTables(inCdata([check.summary]), check));
      break;
    case 'unknown':
      test.error(
        plainText(check.verdict.reason),
        'unknown',
        inCdata([`claim: ${check.claim}`, check.verdict.reason]),
      );
      break;
  }
}

/** The text, and the tables of the check below it; their cells are printable already. */
const withTables = (text: string, { evidence }: CheckRecord): string =>
  [
    text,
    ...evidence
      .filter((one) => one.kind === 'table')
      .slice(0, MAX_TABLES)
      .map((one) => renderTable({ ...one, rows: one.rows.slice(0, MAX_ROWS) }, WIDTH))
      .map((table) => table.replaceAll(']]>', ']] >').trimEnd()),
  ].join('\n\n');

/** Whether a check's own case says already what the scenario's would. */
function accountsFor({ verdict }: CheckRecord, { status, reason }: SavedScenario['outcome']): boolean {
  if (verdict.status !== status) return false;
  return reason === null || verdict.status !== 'unknown' || verdict.reason === reason;
}

/** The scenario's own case: for a status that none of its checks accounts for. */
function addOutcome(test: TestCase, { status, reason }: SavedScenario['outcome']): void {
  const said = reason ?? 'no reason was recorded';
  switch (status) {
    case 'valid':
      break;
    case 'invalid':
      test.failure(plainText(said), 'invalid').stacktrace(inCdata([said]));
      break;
    case 'unknown':
      test.error(plainText(said), 'unknown', inCdata([said]));
      break;
    case 'skipped':
      test.skipped().standardOutput(inCdata([said]));
      break;
  }
}

/** Whether the cases show why the run is not valid; else a reader of JUnit would take it for green. */
function isExplained({ record, scenarios }: SavedRun): boolean {
  if (scenarios.length === 0 || record.status === null) return false;
  const isBad = ({ outcome }: SavedScenario): boolean =>
    outcome.status === 'invalid' || outcome.status === 'unknown';
  return record.status === 'valid' || scenarios.some(isBad);
}

function addRun(builder: Builder, run: SavedRun): void {
  const test = builder
    .testSuite()
    .name('lockstep')
    .testCase()
    .className('lockstep')
    .name('the run proved something');
  test.error(plainText(reasonOf(run)), 'unknown', inCdata([tally(run), reasonOf(run)]));
}

function violationLines(check: CheckRecord): string[] {
  const violations = violationsOf(check);
  const lines = violations
    .slice(0, MAX_VIOLATIONS)
    .flatMap(({ anomaly, message, cause, culprits, operations }) => [
      `${anomaly}: ${message}`,
      ...(cause === null ? [] : [`  likely: ${cause}`]),
      ...(culprits.length === 0 ? [] : [`  culprits: ${culprits.slice(0, MAX_OPERATIONS).join(', ')}`]),
      ...(operations.length === 0 ? [] : [`  operations: ${operationsText(operations)}`]),
    ]);
  const rest = violations.length - MAX_VIOLATIONS;
  return rest > 0 ? [...lines, `… and ${rest} more`] : lines;
}

function operationsText(operations: readonly number[]): string {
  const shown = operations.slice(0, MAX_OPERATIONS).map((index) => `#${index}`);
  return operations.length > shown.length ? `${shown.join(' ')} …` : shown.join(' ');
}

/** Lines for a CDATA section: the builder only splits the first `]]>`, so none may be left. */
export function inCdata(lines: readonly string[]): string {
  return lines.map((line) => line.match(/^ */)?.[0] + plainText(line).replaceAll(']]>', ']] >')).join('\n');
}

function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const plain = plainText(name, 200) || 'unnamed';
    let unique = plain;
    for (let nth = 2; taken.has(unique); nth += 1) unique = `${plain} (${nth})`;
    taken.add(unique);
    return unique;
  };
}
