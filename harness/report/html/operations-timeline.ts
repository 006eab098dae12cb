import type { AnyOperation } from '../../history/operation.ts';
import { nsToMs } from '../../time/clock.ts';
import { duration } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { ANSWERS, answerOf, answererOf } from './operation-text.ts';
import type { SafeHtml } from './safe-html.ts';
import { html, NOTHING, trusted } from './safe-html.ts';

/** From the first invocation to the last answer. */
interface Span {
  readonly beginNs: number;
  readonly lengthNs: number;
}

interface Bar {
  readonly op: AnyOperation;
  readonly leftPercent: number;
  readonly widthPercent: number;
}

const TOP = 24;
const LANE = 40;
/** Narrower bars could not be seen; an event has no length at all. */
const NARROWEST_PERCENT = 0.5;
const LABEL_PERCENT = 16;

/** Operations as bars over time, a lane for each client and replica; positions are percentages, so it fits any width. */
export function operationsTimeline(operations: readonly AnyOperation[]): SafeHtml {
  const span = spanOf(operations);
  const lanes = lanesOf(operations);
  const height = TOP + lanes.length * LANE + 4;
  const bars = lanes.map(([name, ops], at) =>
    lane(
      name,
      ops.map((op) => barOf(op, span)),
      TOP + at * LANE,
    ),
  );
  const last = duration(nsToMs(span.lengthNs));
  return html`<svg
      class="timeline"
      width="100%"
      height="${height}"
      role="img"
      xmlns="http://www.w3.org/2000/svg"
    >
      <title>The cited operations over ${last}</title>
      <desc>${operations.map(sentenceOf).join('; ')}</desc>
      ${[0, 25, 50, 75, 100].map((percent) => gridLine(percent, span, height))} ${bars}
    </svg>
    ${legend(operations)}`;
}

function legend(operations: readonly AnyOperation[]): SafeHtml {
  const kinds = [...new Set(operations.map((op) => answerOf(op).kind))];
  const items = kinds.map((kind) => html`<span class="is-${kind}">${ANSWERS[kind]}</span>`);
  return html`<p class="legend" aria-hidden="true">${items}</p>`;
}

function spanOf(operations: readonly AnyOperation[]): Span {
  const beginNs = Math.min(...operations.map((op) => op.invokedNs));
  const endNs = Math.max(...operations.map((op) => op.completedNs));
  return { beginNs, lengthNs: Math.max(1, endNs - beginNs) };
}

function lanesOf(operations: readonly AnyOperation[]): [string, AnyOperation[]][] {
  const ordered = operations.toSorted((left, right) => left.process - right.process);
  const lanes = Map.groupBy(ordered, (op) => `client ${op.process} → ${plainText(answererOf(op), 40)}`);
  return [...lanes];
}

function barOf(op: AnyOperation, { beginNs, lengthNs }: Span): Bar {
  const leftPercent = ((op.invokedNs - beginNs) / lengthNs) * 100;
  const widthPercent = Math.max(NARROWEST_PERCENT, ((op.completedNs - op.invokedNs) / lengthNs) * 100);
  return { op, leftPercent: Math.min(leftPercent, 100 - NARROWEST_PERCENT), widthPercent };
}

function lane(name: string, bars: readonly Bar[], top: number): SafeHtml {
  const shapes = bars.map((bar, at) => barShape(bar, bars[at + 1]?.leftPercent ?? null, top));
  return html`<text class="lane" x="0" y="${top + 12}">${name}</text>${shapes} `;
}

function barShape(bar: Bar, nextPercent: number | null, top: number): SafeHtml {
  const { op, leftPercent, widthPercent } = bar;
  const { kind } = answerOf(op);
  return html`<rect
      class="bar is-${kind}"
      x="${at(leftPercent)}"
      y="${top + 18}"
      width="${at(widthPercent)}"
      height="14"
      rx="2"
      ><title>${sentenceOf(op)}</title></rect
    >${barLabel(bar, nextPercent, top + 29)} `;
}

/** Beside the bar where there is room, inside it when it fills the lane, else left to the table. */
function barLabel({ op, leftPercent, widthPercent }: Bar, nextPercent: number | null, y: number): SafeHtml {
  const endPercent = leftPercent + widthPercent;
  const text = `${op.f} ${op.status ?? ''}`.trim();
  if ((nextPercent ?? 100) - endPercent >= LABEL_PERCENT) {
    return html`<text class="label" x="${at(endPercent)}" dx="5" y="${y}">${text}</text>`;
  }
  if (widthPercent >= LABEL_PERCENT) {
    return html`<text class="label inside" x="${at(leftPercent)}" dx="6" y="${y}">${text}</text>`;
  }
  if (nextPercent === null && leftPercent >= LABEL_PERCENT * 2) {
    return html`<text class="label end" x="${at(leftPercent)}" dx="-5" y="${y}">${text}</text>`;
  }
  return NOTHING;
}

function gridLine(percent: number, { lengthNs }: Span, height: number): SafeHtml {
  const anchor = percent === 0 ? 'start' : percent === 100 ? 'end' : 'middle';
  const time = `+${duration(nsToMs((lengthNs * percent) / 100))}`;
  return html`<line class="grid" x1="${percent}%" x2="${percent}%" y1="16" y2="${height}" /><text
      class="tick"
      x="${percent}%"
      y="11"
      text-anchor="${anchor}"
      >${time}</text
    > `;
}

function sentenceOf(op: AnyOperation): string {
  const begin = nsToMs(op.invokedNs).toFixed(1);
  const end = op.outcome === 'info' ? 'open' : nsToMs(op.completedNs).toFixed(1);
  return `#${op.index} client ${op.process}: ${op.f} on ${plainText(answererOf(op), 40)}, ${answerOf(op).text}, ${begin} to ${end} ms`;
}

/** A position as SVG wants it; our own digits, so nothing to escape. */
function at(percent: number): SafeHtml {
  return trusted(`${percent.toFixed(2)}%`);
}
