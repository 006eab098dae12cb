import { COLOURS } from './colours.ts';

/** The page's whole style: dense, calm, readable without colour, on paper and on a telephone. */
export const STYLE = `${COLOURS}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, .top, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
code, pre { font: 12.5px/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3, p, dl, dd, ul, figure { margin: 0; }
p, li, td, th, dd, h2, h3 { overflow-wrap: anywhere; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--card); padding: 8px 12px; }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 24px; padding-top: 18px; padding-bottom: 14px; color: var(--muted); }
.top strong { color: var(--ink); font-weight: 650; letter-spacing: .01em; margin-right: 6px; }
.top nav { display: flex; gap: 18px; }
footer { padding-top: 8px; padding-bottom: 32px; color: var(--muted); font-size: 12px; }
main > section { margin-bottom: 28px; }
h2 { font-size: 16px; font-weight: 650; margin-bottom: 10px; }
h3 { font-size: 14px; font-weight: 600; }
h3.sub { margin: 18px 0 8px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 20px; }
.banner { border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 8px; padding: 18px 22px 16px; background: linear-gradient(var(--wash), var(--wash)) var(--card); }
.banner h1 { font-size: 24px; line-height: 1.2; font-weight: 700; letter-spacing: .02em; color: var(--tone); }
.banner .reason { font-size: 16px; margin: 6px 0 16px; max-width: 80ch; }
.is-valid { --tone: var(--good); --wash: var(--good-wash); }
.is-invalid { --tone: var(--bad); --wash: var(--bad-wash); }
.is-unknown, .is-unfinished { --tone: var(--doubt); --wash: var(--doubt-wash); }
.is-skipped { --tone: var(--muted); --wash: var(--quiet); }
.facts { display: flex; flex-wrap: wrap; gap: 10px 32px; }
.facts div { min-width: 0; }
.facts dt { font-size: 11.5px; color: var(--muted); }
.facts dd { font-weight: 550; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.facts dd code { font-weight: 400; }
.pill { display: inline-block; flex: none; white-space: nowrap; font-size: 12px; font-weight: 600; line-height: 1; padding: 4px 8px 4px 7px; border-radius: 999px; color: var(--tone); background: var(--wash); }
.chip { display: inline-block; font: 12px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; padding: 1px 7px; border-radius: 4px; overflow-wrap: anywhere; }
.anomaly { background: var(--bad-wash); color: var(--bad); font-weight: 600; }
.culprit { border: 1px solid var(--bad); color: var(--bad); }
.finding { border-left: 4px solid var(--bad); }
.finding + .finding { margin-top: 12px; }
.card > header, .check > header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; }
.card > header h2, .card > header h3, .check > header h3 { margin: 0; }
.card > header a, .check > header a { color: inherit; }
.of { color: var(--muted); font-weight: 400; }
.count { margin-left: auto; color: var(--muted); font-size: 12.5px; }
.claim { color: var(--muted); margin-top: 4px; }
.seen { margin-top: 2px; }
.violation { border-top: 1px solid var(--line); margin-top: 12px; padding-top: 12px; }
.message { font-size: 15px; font-weight: 550; max-width: 100ch; }
.message .chip { font-weight: 600; margin-right: 4px; }
.blame { display: flex; flex-wrap: wrap; gap: 2px 24px; margin-top: 4px; }
.blame b { font-weight: 600; color: var(--muted); }
.note { color: var(--muted); font-size: 13px; margin-top: 8px; }
.why { margin-top: 8px; padding: 6px 10px; border-left: 3px solid var(--tone); background: var(--wash); border-radius: 0 4px 4px 0; font-size: 13px; }
.doubts { list-style: none; }
.doubts li { display: flex; gap: 12px; align-items: flex-start; }
.doubts li + li { border-top: 1px solid var(--line); margin-top: 10px; padding-top: 10px; }
.scenario { padding-bottom: 18px; }
.scenario:target, .check:target { box-shadow: 0 0 0 2px var(--link); border-radius: 8px; }
.question { margin-top: 6px; font-size: 15px; max-width: 90ch; }
.check { border-top: 1px solid var(--line); margin-top: 12px; padding-top: 12px; }
.metrics { border-top: 1px solid var(--line); margin-top: 14px; }
.metrics .sub { margin-top: 12px; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); gap: 8px 32px; margin-top: 6px; align-items: start; }
.scroll { overflow-x: auto; margin-top: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; font-size: 13px; padding-bottom: 4px; }
caption.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); font-weight: 400; min-width: 3.5em; }
thead th { color: var(--muted); font-size: 12px; white-space: nowrap; }
tr > :last-child { padding-right: 0; }
tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; white-space: nowrap; }
.overview { padding: 8px 20px; }
.overview .scroll { margin: 0; }
.overview tbody th { font-weight: 550; min-width: 24ch; }
.overview td { white-space: nowrap; }
.matrix { width: auto; border-collapse: separate; border-spacing: 3px; margin-left: -3px; }
.matrix caption { padding-left: 3px; }
.matrix th, .matrix td { border: 0; padding: 5px 12px; }
.matrix thead th { text-align: center; }
.matrix .corner, .matrix tbody th { text-align: left; padding-left: 3px; }
.matrix td { text-align: center; white-space: nowrap; border-radius: 4px; min-width: 92px; }
.tone-good { background: var(--good-wash); color: var(--good); }
.tone-bad { background: var(--bad-wash); color: var(--bad); font-weight: 650; }
.tone-neutral { background: var(--quiet); color: var(--muted); }
.evidence { display: flex; flex-wrap: wrap; gap: 0 40px; }
.evidence > * { min-width: 0; max-width: 100%; }
.evidence > :not(:has(.matrix)) { flex: 1 1 340px; }
.evidence > :has(th:nth-child(6)) { flex-basis: 100%; }
.evidence .text { min-width: 6.5em; }
.cited .scroll table { font-size: 12px; }
.cited td, .cited th { white-space: nowrap; }
.cited code { font-size: 12px; }
.cited td > small, .cited td > code { display: block; white-space: normal; }
.cited td > small { width: max-content; max-width: 34ch; }
.cited small { color: var(--muted); font-size: 11.5px; }
.cited td:nth-child(9), .cited td:nth-child(10) { white-space: normal; }
.cited td:nth-child(9) { min-width: 20ch; }
.cited td:nth-child(10) { min-width: 38ch; }
.cited td:nth-child(10) code + code { color: var(--muted); }
.timeline { display: block; margin-top: 12px; overflow: visible; font-size: 11.5px; }
.timeline text { fill: var(--muted); font-variant-numeric: tabular-nums; }
.timeline .lane { fill: var(--ink); font-weight: 550; }
.timeline .label { fill: var(--ink); }
.timeline .end { text-anchor: end; }
.timeline .inside { fill: var(--card); }
.timeline .grid { stroke: var(--line); }
.bar, .legend span::before { fill: var(--hue); background: var(--hue); }
.is-accepted { --hue: var(--accepted); }
.is-refused { --hue: var(--refused); }
.is-open { --hue: var(--open); }
.is-failed { --hue: var(--failed); }
.bar.is-open { fill: var(--quiet); stroke: var(--open); stroke-dasharray: 4 2; }
.bar.is-open + .inside { fill: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 6px; font-size: 11.5px; color: var(--muted); }
.legend span::before { content: ""; display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; }
.answer { color: var(--hue); font-weight: 600; }
.share { display: block; min-width: 70px; margin-top: 6px; }
.share .track { fill: var(--quiet); }
.share .fill { fill: var(--accepted); }
.fold { margin-top: 12px; }
.fold summary { cursor: pointer; font-weight: 600; font-size: 13px; }
.fold ul { padding-left: 20px; margin-top: 6px; }
pre { background: var(--quiet); border-radius: 6px; padding: 10px 14px; margin: 8px 0 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  main, .top, footer { padding-left: 12px; padding-right: 12px; }
  .card, .banner { padding-left: 14px; padding-right: 14px; }
  .facts { gap: 8px 20px; }
  .count { margin-left: 0; width: 100%; }
  .doubts li { flex-direction: column; gap: 4px; }
}
@media print {
  body { background: none; font-size: 11px; }
  .top nav, .skip { display: none; }
  .card, .banner { border-color: #bbb; }
  tr, .violation > .message, .timeline, header, .matrix { break-inside: avoid; }
  .scroll { overflow: visible; }
  .cited td, .cited th { white-space: normal; }
  details::details-content { content-visibility: visible; height: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
