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
      yield [...lines]
        .map(([name, { status, detail }]) => `${MARKS[status]} ${name} ${styleText('dim', detail)}`)
        .join('\n');
  }
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
    case 'run-ended':
      break;
  }
}
