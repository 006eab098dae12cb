import { styleText } from 'node:util';
import type { RunEvent } from '../../run/events.ts';
import type { ScenarioOutcome } from '../../scenario/record.ts';

type Status = ScenarioOutcome['status'] | 'waiting' | 'running';

const MARKS: Readonly<Record<Status, string>> = {
  valid: styleText('green', '✔'),
  invalid: styleText('red', '✘'),
  unknown: styleText('yellow', '?'),
  skipped: styleText('dim', '-'),
  running: styleText('cyan', '●'),
  waiting: styleText('dim', '○'),
};

interface Line {
  status: Status;
  detail: string;
}

/** The list of scenarios as it stands, whole, after each event: for a terminal that overwrites it. */
export async function* liveReporter(events: AsyncIterable<RunEvent>): AsyncGenerator<string> {
  const lines = new Map<string, Line>();
  for await (const event of events) {
    change(lines, event);
    if (event.kind === 'run-ended') yield '';
    else
      yield folded(lines)
        .map(([name, { status, detail }]) => `${MARKS[status]} ${name} ${styleText('dim', detail)}`)
        .join('\n');
  }
}

/** More lines than this do not fit a terminal: then those that nobody waits for are counted. */
const MOST_LINES = 22;

function folded(lines: ReadonlyMap<string, Line>): [string, Line][] {
  const all = [...lines];
  if (all.length <= MOST_LINES) return all;
  const shown = all.filter(([, { status }]) => status !== 'valid' && status !== 'waiting');
  const count = (wanted: Status, noun: string): [string, Line][] => {
    const counted = all.filter(([, { status }]) => status === wanted).length;
    return counted === 0 ? [] : [[`${counted} ${noun}`, { status: wanted, detail: '' }]];
  };
  return [...count('valid', 'done'), ...shown.slice(-MOST_LINES), ...count('waiting', 'to come')];
}

function change(lines: Map<string, Line>, event: RunEvent): void {
  switch (event.kind) {
    case 'run-began':
      for (const scenario of event.scenarios) lines.set(scenario, { status: 'waiting', detail: '' });
      break;
    case 'scenario-began':
      lines.set(event.scenario, { status: 'running', detail: '' });
      break;
    case 'step':
      lines.set(event.scenario, { status: 'running', detail: event.step });
      break;
    case 'scenario-ended':
      lines.set(event.outcome.name, { status: event.outcome.status, detail: '' });
      break;
    case 'row-ended':
      lines.set(event.row, { status: event.status, detail: event.text });
      break;
    case 'run-ended':
      break;
  }
}
