import type { ScenarioMetrics } from '../../scenario/record.ts';
import { sharesOf } from '../coverage.ts';
import { duration, figure } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { facts, moreNote, table } from './parts.ts';
import type { SafeHtml } from './safe-html.ts';
import { html, NOTHING } from './safe-html.ts';

const MAX_ROWS = 50;

/** How a scenario's run went: its figures, who answered, and what the parts complained of. */
export function metricsPart(metrics: ScenarioMetrics, replicas: number): SafeHtml {
  const { operations, wallMs, maskedRetries, eventLoopLagMs } = metrics;
  return html`<div class="metrics">
    <h3 class="sub">How it ran</h3>
    ${facts([
      ['Operations', figure(operations)],
      ['Took', duration(wallMs)],
      ['Masked retries', figure(maskedRetries)],
      ['Event-loop lag p99', duration(eventLoopLagMs.p99)],
      ['Longest standstill', duration(eventLoopLagMs.max)],
    ])}
    <div class="columns">
      ${replicaTable(metrics, replicas)}
      ${pairTable('Boot times', ['Stage', 'Time'], pairs(metrics.bootMs, duration))}
      ${pairTable('Secrets removed from logs', ['Part', 'Count'], pairs(metrics.secretsInLogs, figure))}
    </div>
    ${alertList(metrics.proxyAlerts)}
  </div>`;
}

function replicaTable(metrics: ScenarioMetrics, replicas: number): SafeHtml {
  const shares = sharesOf(metrics);
  const rows = shares
    .slice(0, MAX_ROWS)
    .map(({ replica, answers, share, part }) => [
      plainText(replica, 60),
      figure(answers),
      share,
      shareBar(part),
    ]);
  const isUp = Object.keys(metrics.bootMs).length > 0;
  const silent = isUp ? replicas - shares.length : 0;
  const note =
    silent > 0
      ? html`<p class="why is-unknown">${silent} of ${replicas} replicas never answered.</p>`
      : NOTHING;
  const options = {
    caption: 'Who answered',
    columns: ['Replica', 'Answers', 'Share', 'Of all'],
    numeric: [1, 2],
  };
  return html`<div>
    ${shares.length === 0 ? NOTHING : table(options, rows)}${note}${moreNote(shares.length - MAX_ROWS, 'replicas', 'metrics.json')}
  </div>`;
}

function shareBar(part: number): SafeHtml {
  return html`<svg class="share" width="100%" height="8" aria-hidden="true">
    <rect class="track" width="100%" height="8" rx="2" />
    <rect class="fill" width="${(part * 100).toFixed(2)}%" height="8" rx="2" />
  </svg>`;
}

function pairs(values: Readonly<Record<string, number>>, say: (value: number) => string): string[][] {
  return Object.entries(values).map(([name, value]) => [plainText(name, 80) || 'whole scenario', say(value)]);
}

function pairTable(caption: string, columns: readonly string[], rows: readonly string[][]): SafeHtml {
  if (rows.length === 0) return NOTHING;
  return html`<div>
    ${table({ caption, columns, numeric: [1] }, rows.slice(0, MAX_ROWS))}${moreNote(rows.length - MAX_ROWS, 'rows', 'metrics.json')}
  </div>`;
}

function alertList(alerts: readonly string[]): SafeHtml {
  if (alerts.length === 0) return NOTHING;
  const items = alerts
    .slice(0, MAX_ROWS)
    .map((alert) => html`<li><code>${plainText(alert, 400)}</code></li>`);
  return html`<details class="fold" open>
    <summary>What the proxy complained of (${figure(alerts.length)})</summary>
    <ul>
      ${items}
    </ul>
    ${moreNote(alerts.length - MAX_ROWS, 'complaints', 'metrics.json')}
  </details>`;
}
