import type { CheckRecord, SavedRun } from '../../scenario/record.ts';
import type { SavedScenario } from '../findings.ts';
import { counted } from '../format.ts';
import { failedFirst } from '../status.ts';
import { anchorOf } from './anchor.ts';
import { evidenceList } from './evidence.ts';
import { metricsPart } from './metrics-part.ts';
import { pill } from './parts.ts';
import type { SafeHtml } from './safe-html.ts';
import { html, NOTHING } from './safe-html.ts';

/** A section for each scenario, failed first: its question, its checks, and how the run went. */
export function scenarioSections(run: SavedRun): SafeHtml[] {
  return failedFirst(run.scenarios).map((scenario) => section(scenario, run.record.replicas));
}

function section({ outcome, verdict, metrics }: SavedScenario, replicas: number): SafeHtml {
  const { name, question, status, reason } = outcome;
  const anchor = anchorOf(name);
  const isRepeated = verdict?.checks.some(
    (check) => check.verdict.status === 'unknown' && check.verdict.reason === reason,
  );
  const checks = (verdict?.checks ?? []).map((check) => checkPart(name, check));
  return html`<section class="scenario card" id="${anchor}" aria-labelledby="${anchor}-title">
    <header>
      ${pill(status)}
      <h2 id="${anchor}-title"><a href="#${anchor}">${name}</a></h2>
    </header>
    <p class="question">${question}</p>
    ${reason === null || isRepeated ? NOTHING : html`<p class="why is-${status}">${reason}</p>`}
    ${checks.length === 0 ? html`<p class="note">Nothing was judged.</p>` : checks}
    ${metrics === null ? NOTHING : metricsPart(metrics, replicas)}
  </section> `;
}

function checkPart(scenario: string, check: CheckRecord): SafeHtml {
  const { name, claim, verdict, summary, evidence } = check;
  const anchor = anchorOf(scenario, name);
  return html`<article class="check" id="${anchor}">
    <header>
      ${pill(verdict.status)}
      <h3><a href="#${anchor}">${name}</a></h3>
      <span class="count">${weightOf(check)}</span>
    </header>
    <p class="claim">${claim}</p>
    <p class="seen">${summary}</p>
    ${verdict.status === 'unknown' ? html`<p class="why is-unknown">${verdict.reason}</p>` : NOTHING}
    ${verdict.status === 'invalid' ? html`<p class="note"><a href="#report-findings">Violations and evidence are with the findings</a></p>` : evidenceList(evidence)}
  </article> `;
}

function weightOf({ verdict }: CheckRecord): string {
  if (verdict.status === 'valid') return `${counted(verdict.examined, 'observation')} examined`;
  return verdict.status === 'invalid' ? counted(verdict.violations.length, 'violation') : '';
}
