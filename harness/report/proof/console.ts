import { styleText } from 'node:util';
import type { ProofRecord, ProofRow } from '../../scenario/proof.ts';
import type { ConsoleOptions } from '../console.ts';
import { counted, duration } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { exitText, statusOf } from '../status.ts';
import { wrap, wrapAtMost } from '../wrap.ts';
import { isGood, notPlantedByReason, type Problem, problemsOf, tallyText, VERDICT_WORD } from './wording.ts';

const NARROWEST = 60;
const MOST_RUNS = 3;
const MOST_LINES = 5;
const LONGEST_NAME = 40;
const COLOURS = { valid: 'green', invalid: 'red', unknown: 'yellow', unfinished: 'yellow' } as const;

/** The detection matrix for standard output, what went wrong first; ends with a line break. */
export function renderProof(proof: ProofRecord, options: ConsoleOptions): string {
  const width = Math.max(NARROWEST, options.width ?? 110);
  const { colour } = options;
  const lines = [
    ...wrap(header(proof), width),
    ...problemsOf(proof).flatMap((problem) => problemLines(problem, width, colour)),
    ...tableLines(proof.rows, width, colour),
    ...footnotes(proof).flatMap((text) => wrapAtMost(plainText(text), width, MOST_LINES)),
    ...verdictLines(proof, width, colour),
    `exit ${exitText(proof)} · report: ${plainText(options.reportPath)}`,
    `again: ${plainText(proof.command)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function header({ driver, replicas, parts, seed, runs }: ProofRecord): string {
  const versions = ['nginx', 'redis'].flatMap((name) => {
    const version = parts[name];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  return [
    'lockstep prove',
    `${driver.name} driver (${driver.reason})`,
    counted(replicas, 'replica'),
    ...versions,
    `seed ${seed}`,
    `${runs}× each`,
  ]
    .map((word) => plainText(word, 200))
    .join(' · ');
}

function problemLines({ kind, what, seen }: Problem, width: number, colour: boolean): string[] {
  const indented = (text: string, indent: number): string[] =>
    wrapAtMost(plainText(text), width - indent, MOST_LINES).map((line) => ' '.repeat(indent) + line);
  const [first = '', ...rest] = wrap(`${kind.toUpperCase()}: ${plainText(what)}`, width - 2);
  const more = seen.length - MOST_RUNS;
  return [
    `${paint('✘', 'red', colour)} ${first}`,
    ...rest.map((line) => `  ${line}`),
    ...seen.slice(0, MOST_RUNS).flatMap(({ run, reason }) => indented(`${run}: ${reason}`, 4)),
    ...(more > 0 ? [`    … and ${counted(more, 'more run')}, in the report`] : []),
  ];
}

/** A row: mark, sabotage, k/n, time (of several runs the middle one); beside it where and by what it was found, and the cause. */
function tableLines(rows: readonly ProofRow[], width: number, colour: boolean): string[] {
  const heads = rows.map((row) => ({
    name: plainText(row.sabotage, LONGEST_NAME),
    found: `${row.detected}/${row.runs}`,
    time: row.timeToDetectionMs === null ? '–' : duration(row.timeToDetectionMs.median),
  }));
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const widths = {
    name: widest(heads.map(({ name }) => name)),
    found: widest(heads.map(({ found }) => found)),
    time: widest(heads.map(({ time }) => time)),
  };
  const indent = 2 + widths.name + 2 + widths.found + 2 + widths.time + 2;
  const textWidth = Math.max(24, width - indent);
  return rows.flatMap((row, at) => {
    const { name = '', found = '', time = '' } = heads[at] ?? {};
    const mark = isGood(row) ? paint('✔', 'green', colour) : paint('✘', 'red', colour);
    const begin = `${mark} ${name.padEnd(widths.name)}  ${found.padStart(widths.found)}  ${time.padStart(widths.time)}  `;
    const [first = '', ...rest] = [
      ...wrap(plainText(`${row.scenario} · ${row.check}`), textWidth),
      ...(row.cause === null ? [] : wrapAtMost(causeText(row), textWidth, MOST_LINES)),
    ];
    return [begin + first, ...rest.map((line) => ' '.repeat(indent) + line)];
  });
}

function causeText({ expected, cause, culprits }: ProofRow): string {
  const said = expected === 'unknown' ? `unknown: ${cause}` : `[${culprits.join(', ')}] ${cause}`;
  return plainText(said, 400);
}

function footnotes(proof: ProofRecord): string[] {
  const skipped = proof.healthy.flatMap(({ scenario, skipped }) =>
    skipped === null ? [] : [`skipped: ${scenario}, ${skipped}`],
  );
  const notPlanted = notPlantedByReason(proof).map(
    ([reason, names]) => `cannot be planted here (${reason}): ${names.join(', ')}`,
  );
  return [...skipped, ...notPlanted];
}

function verdictLines(proof: ProofRecord, width: number, colour: boolean): string[] {
  const status = statusOf(proof);
  const word = VERDICT_WORD[status];
  const [first = '', ...rest] = wrap(`${word} · ${tallyText(proof)}`, width);
  const hue = COLOURS[status === 'skipped' ? 'unknown' : status];
  return [paint(word, hue, colour) + first.slice(word.length), ...rest];
}

function paint(text: string, hue: 'green' | 'red' | 'yellow', colour: boolean): string {
  return colour ? styleText(hue, text, { validateStream: false }) : text;
}
