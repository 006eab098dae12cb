import type { ProofRecord } from '../../scenario/proof.ts';
import { tookText } from '../html/banner.ts';
import { embeddedRun } from '../html/embedded-run.ts';
import { identitySection } from '../html/identity-section.ts';
import { renderPage } from '../html/page.ts';
import { facts, moreNote } from '../html/parts.ts';
import { html, NOTHING, type SafeHtml } from '../html/safe-html.ts';
import { exitText, MARK, statusOf } from '../status.ts';
import { DETECTION_STYLE, detectionSection } from './html-detection.ts';
import { healthySection, notPlantedSection, rowsSection } from './html-tables.ts';
import { intervalText, type Problem, problemsOf, tallyText, VERDICT_WORD } from './wording.ts';

const MOST_PROBLEMS = 50;
const MOST_RUNS = 10;

/** The proof as one self-contained page that needs neither script nor network. */
export function renderProofHtml(proof: ProofRecord): string {
  const status = statusOf(proof);
  return renderPage({
    title: `${MARK[status]} ${VERDICT_WORD[status]} · lockstep prove ${proof.seed}`,
    kind: 'detection report',
    sections: [
      ['report-detection', 'Detection'],
      ...(proof.rows.length === 0 ? [] : [['report-rows', 'Sabotages'] as const]),
      ['report-healthy', 'Healthy runs'],
      ['report-run', 'Run'],
    ],
    content: [
      banner(proof),
      problemSection(problemsOf(proof)),
      detectionSection(proof.rows),
      rowsSection(proof.rows),
      healthySection(proof.healthy),
      notPlantedSection(proof),
      identitySection(proof),
    ],
    version: proof.tool.version,
    style: DETECTION_STYLE,
    data: embeddedRun(proof),
  });
}

function banner(proof: ProofRecord): SafeHtml {
  const status = statusOf(proof);
  const { detection, falseAlarms, runs, driver, replicas, seed } = proof;
  const share = detection.runs === 0 ? null : `${detection.detected} of ${detection.runs}`;
  return html`<section class="banner is-${status}" aria-labelledby="report-verdict">
    <h1 id="report-verdict"><span aria-hidden="true">${MARK[status]}</span> ${VERDICT_WORD[status]}</h1>
    <p class="reason">${tallyText(proof)}.</p>
    ${facts([
      ['Exit code', exitText(proof)],
      ['Planted faults found', share],
      ['Detection rate, 95 % interval', share === null ? null : intervalText(detection.interval)],
      ['False alarms', falseAlarms],
      ['Runs of each', runs],
      ['Replicas', replicas],
      ['Driver', driver.name],
      ['Seed', html`<code>${seed}</code>`],
      ['Took', tookText(proof)],
    ])}
  </section>`;
}

function problemSection(problems: readonly Problem[]): SafeHtml {
  if (problems.length === 0) return NOTHING;
  const cards = problems.slice(0, MOST_PROBLEMS).map(problemCard);
  return html`<section id="report-problems" aria-labelledby="report-problems-title">
    <h2 id="report-problems-title">What went wrong</h2>
    ${cards}${moreNote(problems.length - MOST_PROBLEMS, 'problems', 'prove.json')}
  </section>`;
}

function problemCard({ kind, what, seen }: Problem): SafeHtml {
  const items = seen.slice(0, MOST_RUNS).map(
    ({ run, reason }) =>
      html`<div class="violation">
        <p><code>${run}</code></p>
        <p class="message">${reason}</p>
      </div> `,
  );
  return html`<article class="card finding">
    <header>
      <span class="chip anomaly">${kind}</span>
      <h3>${what}</h3>
    </header>
    ${items}${moreNote(seen.length - MOST_RUNS, 'runs', 'prove.json')}
  </article> `;
}
