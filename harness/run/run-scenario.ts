import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { History } from '../checkers/check.ts';
import { answersByReplica } from '../checkers/general/coverage.ts';
import { operationsNamed } from '../history/operation.ts';
import { createRecorder } from '../history/recorder.ts';
import type { ScenarioMetrics } from '../scenario/record.ts';
import { NS_PER_MS } from '../time/clock.ts';
import { startSystemClock } from '../time/system-clock.ts';
import { driveStage } from './drive-stage.ts';
import { createHistoryFile, readHistory } from './history-file.ts';
import { NOTHING_UP } from './nothing-up.ts';
import { createLogFiles } from './log-files.ts';
import type { ScenarioRun } from './scenario-run.ts';
import { stageTopology } from './stage-topology.ts';

export interface ScenarioResult {
  readonly history: History;
  readonly metrics: ScenarioMetrics;
  readonly parts: Readonly<Record<string, string>>;
}

/** Runs a scenario's stages one after the other; its record is in its folder when this resolves. */
export async function runScenario(run: ScenarioRun): Promise<ScenarioResult> {
  const { folder, scenario } = run;
  const clock = startSystemClock();
  using logs = createLogFiles(join(folder, 'logs'), run.secrets);
  const path = join(folder, 'history.ndjson');
  const bootMs: Record<string, number> = {};
  const parts: Record<string, string> = {};
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  {
    using file = createHistoryFile(path);
    const processes = { next: 0 };
    for (const plan of scenario.stages) {
      const topology = stageTopology(run, plan);
      const isUp = plan.bringsUp !== 'nothing';
      if (isUp)
        run.onStep(
          `starting ${topology.replicas.length} replicas${scenario.stages.length > 1 ? ` (${plan.name})` : ''}`,
        );
      const beganNs = clock.nowNs();
      const { signal, entryPort } = run;
      await using loan = isUp
        ? await run.pool.borrow({ topology, log: logs.sink(plan.name), signal, entryPort })
        : NOTHING_UP;
      const { cluster } = loan;
      if (isUp) bootMs[plan.name] = Math.round((clock.nowNs() - beganNs) / NS_PER_MS);
      Object.assign(parts, cluster.parts);
      const recorder = createRecorder({ clock, stage: plan.name, write: file.write, processes });
      const soFar = (): Promise<History> => readHistory(path);
      run.onStep(plan.name);
      await driveStage({ run, plan, topology, loan, logs, recorder, soFar, clock });
      if (plan === scenario.stages.at(-1)) await run.beforeEnd(cluster);
    }
  }
  lag.disable();
  const history = await readHistory(path);
  return {
    history,
    parts,
    metrics: {
      wallMs: Math.round(clock.nowNs() / NS_PER_MS),
      bootMs,
      operations: history.operations.length,
      answersByReplica: sumOverStages(answersByReplica(history)),
      eventLoopLagMs: { p99: lag.percentile(99) / NS_PER_MS, max: lag.max / NS_PER_MS },
      maskedRetries: history.operations.filter(({ upstream }) => upstream?.includes(',')).length,
      proxyAlerts: operationsNamed(history.operations, 'proxy-alert').map(({ input }) => input.line),
      secretsInLogs: logs.secretsByPart(),
    },
  };
}

function sumOverStages(stages: Map<string, Map<string, number>>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const replicas of stages.values()) {
    for (const [replica, answers] of replicas) sums[replica] = (sums[replica] ?? 0) + answers;
  }
  return sums;
}
