import type { RunRecord } from '../../scenario/record.ts';
import { plainText } from '../plain-text.ts';
import { tookText } from './banner.ts';
import { facts, moreNote, table } from './parts.ts';
import type { SafeHtml } from './safe-html.ts';
import { html, NOTHING } from './safe-html.ts';

const MAX_ROWS = 200;

/** What ran, where, with which settings, and how to run it again. */
export function identitySection(record: Omit<RunRecord, 'scenarios'>): SafeHtml {
  const { machine, driver } = record;
  return html`<section id="report-run" aria-labelledby="report-run-title">
    <h2 id="report-run-title">Run</h2>
    <div class="card">
      <p class="claim">To make the same choices again:</p>
      <pre tabindex="0" aria-label="Command"><code>${plainText(record.command, 4000)}</code></pre>
      ${facts([
        ['Seed', html`<code>${record.seed}</code>`],
        ['Lockstep', record.tool.version],
        ['Driver', `${driver.name} (${driver.reason})`],
        ['Replicas', record.replicas || null],
        ['Sabotage', record.sabotage],
        ['Started', record.startedAt],
        ['Finished', record.finishedAt ?? 'never'],
        ['Took', tookText(record)],
        ['Machine', `${machine.platform}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB`],
      ])}
      <div class="columns">
        ${settings('Parts and proxy settings', record.parts)}
        ${settings('Options with a value', said(record.options))}
      </div>
    </div>
  </section>`;
}

function settings(caption: string, values: Readonly<Record<string, unknown>>): SafeHtml {
  const entries = Object.entries(values);
  if (entries.length === 0) return NOTHING;
  const rows = entries
    .slice(0, MAX_ROWS)
    .map(([name, value]) => [plainText(name, 80), html`<code>${plainText(valueText(value), 240)}</code>`]);
  return html`<div>
    ${table({ caption, columns: ['Name', 'Value'] }, rows)}${moreNote(entries.length - MAX_ROWS, 'rows', 'run.json')}
  </div>`;
}

/** Without those that were left as they are: off, empty, or not there. All are in `run.json`. */
const said = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(options).filter(
      ([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not set');
}
