import type { History } from '../checkers/check.ts';
import { type Judgement, worstStatus } from '../checkers/verdict.ts';
import { messageOf } from '../errors.ts';
import { type ScenarioVerdict, scenarioVerdict } from '../scenario/record.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Judges a history by a scenario's checks: a pure function, so that a saved run can be judged again. */
export function judgeHistory(scenario: Scenario, history: History): ScenarioVerdict {
  const checks = scenario.checks.map((check) => {
    const { verdict, summary, evidence } = judgeSafely(() => check.judge(history));
    return { name: check.name, claim: check.claim, verdict, summary, evidence };
  });
  const { name, question } = scenario;
  const status = worstStatus(checks.map(({ verdict }) => verdict.status));
  // Through JSON, so that a verdict is what its file says, now and when it is judged again.
  return scenarioVerdict.parse(JSON.parse(JSON.stringify({ scenario: name, question, status, checks })));
}

/** A checker that throws has shown nothing. */
function judgeSafely(judge: () => Judgement): Judgement {
  try {
    return judge();
  } catch (error) {
    const reason = `the checker failed: ${messageOf(error)}`;
    return { verdict: { status: 'unknown', reason }, summary: reason, evidence: [] };
  }
}
