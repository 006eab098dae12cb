import { styleText } from 'node:util';
import type { SavedRun } from '../scenario/record.ts';
import { scenarioText } from './console-text.ts';
import type { SavedScenario } from './findings.ts';
import { duration, replicasUp } from './format.ts';
import { plainText } from './plain-text.ts';
import type { ReportStatus } from './status.ts';
import { exitText, label, MARK, statusOf, tally } from './status.ts';
import { wrap } from './wrap.ts';

/** How the verdict table is laid out, and where it says the report is. */
export interface ConsoleOptions {
  readonly colour: boolean;
  readonly reportPath: string;
  /** Columns of the terminal; 110 when not given. */
  readonly width?: number;
}

interface Layout {
  readonly colour: boolean;
  readonly nameWidth: number;
  readonly textWidth: number;
  readonly timeWidth: number;
  /** Blanks before the lines of a text. */
  readonly indent: string;
  /** Whether the text begins on the line of the name. */
  readonly beside: boolean;
}

const STATUS_WIDTH = 7;
const LONGEST_NAME = 40;
const NARROWEST_TEXT = 32;
const NARROWEST = 40;
const COLOURS = {
  valid: 'green',
  invalid: 'red',
  unknown: 'yellow',
  skipped: 'gray',
  unfinished: 'yellow',
} as const;

/** The verdict table for standard output; ends with a line break. */
export function renderConsole(run: SavedRun, options: ConsoleOptions): string {
  const width = Math.max(NARROWEST, options.width ?? 110);
  const layout = layoutFor(run, width, options.colour);
  const lines = [
    ...wrap(header(run), width),
    ...run.scenarios.flatMap((scenario) => scenarioLines(scenario, layout)),
    footer(run, options),
    `again: ${plainText(run.record.command)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function layoutFor(run: SavedRun, width: number, colour: boolean): Layout {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const nameWidth = widest(run.scenarios.map(nameOf));
  const timeWidth = widest(run.scenarios.map(timeOf)) + 2;
  // The mark, the name, the status, and the blanks between them.
  const before = 2 + nameWidth + 3 + STATUS_WIDTH + 2;
  const beside = width - before - timeWidth >= NARROWEST_TEXT;
  const indent = ' '.repeat(beside ? before : 4);
  const textWidth = width - indent.length - (beside ? timeWidth : 0);
  return { colour, nameWidth, timeWidth, indent, beside, textWidth };
}

const nameOf = ({ outcome }: SavedScenario): string => plainText(outcome.name, LONGEST_NAME);
const timeOf = ({ metrics }: SavedScenario): string => (metrics === null ? '' : duration(metrics.wallMs));

function header({ record }: SavedRun): string {
  const parts = ['nginx', 'redis'].flatMap((name) => {
    const version = record.parts[name];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  const words = [
    'lockstep',
    `${record.driver.name} driver (${record.driver.reason})`,
    ...replicasUp(record),
    ...parts,
    ...(record.sabotage === null ? [] : [`sabotage ${record.sabotage}`]),
    `seed ${record.seed}`,
  ];
  return words.map((word) => plainText(word, 200)).join(' · ');
}

function footer(run: SavedRun, { colour, reportPath }: ConsoleOptions): string {
  const status = statusOf(run.record);
  const word = paint(status.toUpperCase(), status, colour);
  return `${word} · ${tally(run)} · exit ${exitText(run.record)} · report: ${plainText(reportPath)}`;
}

function scenarioLines(scenario: SavedScenario, layout: Layout): string[] {
  const { status } = scenario.outcome;
  const { colour, nameWidth, timeWidth, indent, beside, textWidth } = layout;
  const text = scenarioText(scenario, textWidth);
  const mark = paint(MARK[status], status, colour);
  const word = paint(label(status), status, colour) + ' '.repeat(STATUS_WIDTH - label(status).length);
  const begin = `${mark} ${nameOf(scenario).padEnd(nameWidth)}   ${word}  `;
  if (!beside) return [`${begin}${timeOf(scenario)}`.trimEnd(), ...text.map((line) => indent + line)];
  const [first = '', ...rest] = text;
  const line = begin + first.padEnd(textWidth) + timeOf(scenario).padStart(timeWidth);
  return [line.trimEnd(), ...rest.map((more) => indent + more)];
}

function paint(text: string, status: ReportStatus, colour: boolean): string {
  // Whether the stream is a terminal was decided at the edge, not here.
  return colour ? styleText(COLOURS[status], text, { validateStream: false }) : text;
}
