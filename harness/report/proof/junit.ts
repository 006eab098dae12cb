import type { TestCase } from 'junit-report-builder';
import type { HealthyRow, ProofRecord, ProofRow } from '../../scenario/proof.ts';
import { inCdata } from '../junit.ts';
import { newBuilder } from '../junit-builder.ts';
import { plainText } from '../plain-text.ts';
import { intervalText, type Problem, problemsOf, tallyText, timeText } from './wording.ts';

const MOST_RUNS = 20;

/** The proof as JUnit XML: a suite for each scenario, a case for its healthy runs and one for each claim. */
export function renderProofJunit(proof: ProofRecord): string {
  const builder = newBuilder().name('lockstep prove');
  const names = [...proof.healthy, ...proof.rows, ...proof.notPlanted].map(({ scenario }) => scenario);
  for (const scenario of new Set(names)) {
    const suite = builder.testSuite().name(plainText(scenario, 200));
    suite.property('seed', plainText(proof.seed, 100)).property('driver', plainText(proof.driver.name, 100));
    const isOwn = (row: { readonly scenario: string }): boolean => row.scenario === scenario;
    const newCase = (name: string): TestCase =>
      suite.testCase().className(plainText(scenario, 200)).name(plainText(name, 300));
    for (const row of proof.healthy.filter(isOwn)) addHealthy(newCase('healthy'), row);
    for (const row of proof.rows.filter(isOwn)) addRow(newCase(`${row.sabotage} by ${row.check}`), row);
    for (const { sabotage, check, reason } of proof.notPlanted.filter(isOwn)) {
      newCase(`${sabotage} by ${check}`)
        .skipped()
        .standardOutput(inCdata([reason]));
    }
  }
  if (proof.status !== 'valid' && problemsOf(proof).length === 0) {
    const test = builder.testSuite().name('lockstep prove').testCase().className('lockstep prove');
    const reason = plainText(tallyText(proof));
    test.name('something was planted').error(reason, 'unknown', inCdata([reason]));
  }
  return `${builder.build()}\n`;
}

function addHealthy(test: TestCase, row: HealthyRow): void {
  if (row.skipped !== null) test.skipped().standardOutput(inCdata([row.skipped]));
  else addProblems(test, problemsOf({ healthy: [row], rows: [] }), [`${row.valid} of ${row.runs} valid`]);
}

function addRow(test: TestCase, row: ProofRow): void {
  addProblems(test, problemsOf({ healthy: [], rows: [row] }), [
    `${row.fault} At fault: ${row.atFault.join(', ')}.`,
    `found ${row.detected} of ${row.runs} times (95 % interval ${intervalText(row.interval)}), after ${timeText(row)}`,
    ...(row.cause === null ? [] : [`likely: ${row.cause}`]),
  ]);
}

function addProblems(test: TestCase, problems: readonly Problem[], seen: readonly string[]): void {
  const [first] = problems;
  if (!first) {
    test.standardOutput(inCdata(seen));
    return;
  }
  const lines = problems.flatMap(({ kind, what, seen }) => [
    `${kind}: ${what}`,
    ...seen.slice(0, MOST_RUNS).map(({ run, reason }) => `  ${run}: ${reason}`),
  ]);
  test
    .failure(plainText(`${first.kind}: ${first.what}`), first.kind)
    .stacktrace(inCdata([...seen, ...lines]));
}
