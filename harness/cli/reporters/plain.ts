import { counted } from '../../report/format.ts';
import type { RunEvent } from '../../run/events.ts';

/** One line for each thing that happens: for logs, which keep what a terminal would overwrite. */
export async function* plainReporter(events: AsyncIterable<RunEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const line = lineOf(event);
    if (line !== null) yield `${line}\n`;
  }
}

/** What an event is told as; null for one that is not worth a line. */
function lineOf(event: RunEvent): string | null {
  switch (event.kind) {
    case 'run-began':
      return `${counted(event.scenarios.length, event.noun)} · ${event.driver} driver (${event.reason}) · seed ${event.seed}`;
    case 'scenario-began':
      return `… ${event.scenario}`;
    case 'step':
      return null;
    case 'scenario-ended': {
      const { name, status, reason } = event.outcome;
      const time = event.metrics ? ` ${(event.metrics.wallMs / 1000).toFixed(1)} s` : '';
      return `  ${name}: ${status}${reason === null ? '' : ` (${reason})`}${time}`;
    }
    case 'row-ended':
      return `  ${event.row}: ${event.status === 'invalid' ? 'NOT as it should be, ' : ''}${event.text}`;
    case 'run-ended':
      return null;
  }
}
