import type { Violation } from '../../checkers/verdict.ts';
import type { CheckRecord, SavedRun } from '../../scenario/record.ts';
import type { Doubt, SavedScenario } from '../findings.ts';
import { brokenChecks, doubtsOf, violationsOf } from '../findings.ts';
import { counted } from '../format.ts';
import { failedFirst } from '../status.ts';
import { anchorOf } from './anchor.ts';
import type { OperationLookup, OperationsOf } from './cited-operations.ts';
import { citedOperations, lookupOf } from './cited-operations.ts';
import { evidenceList } from './evidence.ts';
import { moreNote, pill } from './parts.ts';
import type { SafeHtml } from './safe-html.ts';
import { html, NOTHING } from './safe-html.ts';

/** How many violations of a check are open, and how many there are at all. */
const OPEN = 3;
const SHOWN = 25;
const MAX_CULPRITS = 16;

/** What was broken, with all that shows it, and then what could not be said. */
export function findingsSection(run: SavedRun, operationsOf: OperationsOf): SafeHtml {
  const scenarios = failedFirst(run.scenarios);
  const cards = scenarios.flatMap((scenario) => scenarioCards(scenario, operationsOf));
  const doubts = scenarios.flatMap(doubtsOf);
  const none = run.scenarios.length === 0 ? 'Nothing ran.' : 'No claim was seen to be broken.';
  return html`<section id="report-findings" aria-labelledby="report-findings-title">
    <h2 id="report-findings-title">Findings</h2>
    ${cards.length === 0 ? html`<p class="note">${none}</p>` : cards}
    ${doubts.length === 0 ? NOTHING : doubtList(doubts)}
  </section>`;
}

function scenarioCards(scenario: SavedScenario, operationsOf: OperationsOf): SafeHtml[] {
  const broken = brokenChecks(scenario);
  if (broken.length === 0) return [];
  const lookup = lookupOf(operationsOf(scenario.outcome.name));
  return broken.map((check) => findingCard(scenario.outcome.name, check, lookup));
}

function findingCard(scenario: string, check: CheckRecord, lookup: OperationLookup): SafeHtml {
  const violations = violationsOf(check);
  const open = violations.slice(0, OPEN).map((violation) => violationPart(violation, lookup));
  const folded = violations.slice(OPEN, SHOWN).map((violation) => violationPart(violation, lookup));
  return html`<article class="card finding">
    <header>
      <h3>
        <a href="#${anchorOf(scenario, check.name)}"><span class="of">${scenario} /</span> ${check.name}</a>
      </h3>
      <span class="count">${counted(violations.length, 'violation')}</span>
    </header>
    <p class="claim">Claim: ${check.claim}</p>
    <p class="seen">${check.summary}</p>
    ${open}
    ${
      folded.length === 0
        ? NOTHING
        : html`<details class="fold">
            <summary>${folded.length} further violations of this claim</summary>
            ${folded}
          </details>`
    }
    ${moreNote(violations.length - SHOWN, 'violations', 'verdict.json')} ${evidenceList(check.evidence)}
  </article> `;
}

function violationPart(violation: Violation, lookup: OperationLookup): SafeHtml {
  const { anomaly, message, cause, operations } = violation;
  return html`<div class="violation">
    <p class="message"><span class="chip anomaly">${anomaly}</span> ${message}</p>
    <p class="blame">
      ${culpritChips(violation)}${cause === null ? NOTHING : html`<span><b>Likely:</b> ${cause}</span>`}
    </p>
    ${citedOperations(operations, lookup)}
  </div> `;
}

function culpritChips({ culprits }: Violation): SafeHtml {
  if (culprits.length === 0) return NOTHING;
  const rest = culprits.length - MAX_CULPRITS;
  const chips = culprits
    .slice(0, MAX_CULPRITS)
    .map((culprit) => html`<span class="chip culprit">${culprit}</span> `);
  return html`<span><b>At fault:</b> ${chips}${rest > 0 ? `and ${rest} more` : NOTHING}</span>`;
}

function doubtList(doubts: readonly Doubt[]): SafeHtml {
  const items = doubts.slice(0, 100).map(({ scenario, check, status, reason }) => {
    const where = html`<a href="#${anchorOf(scenario, check ?? undefined)}"
      >${scenario}${check === null ? NOTHING : html` / ${check}`}</a
    >`;
    return html`<li>
      ${pill(status)} <span>${where}<br />${reason}</span>
    </li> `;
  });
  return html`<h3 class="sub">What could not be said</h3>
    <ul class="doubts card">
      ${items}
    </ul>
    ${moreNote(doubts.length - 100, 'open questions', 'verdict.json')}`;
}
