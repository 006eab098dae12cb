import {
  answersKeepTheContract,
  atOnce,
  concurrentMessagesWithResumes,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  idleStreams,
  overlappingReconnects,
  pacedMessages,
  rigHeldUp,
  streamDelivery,
  streamNeedsAValidToken,
  streamOutlivesReadTimeout,
  streamsWithoutValidToken,
  streamTimely,
} from '#harness';

export default defineScenario({
  name: 'sse-stays-up',
  question: 'Does an event stream stay up through the proxy, with every event once, in order and in time?',
  needs: [],
  stages: [
    {
      name: 'healthy',
      settings: { HEARTBEAT_S: 1, MAX_STREAMS: 100 },
      proxy: { streamReadTimeoutS: 3 },
      workload: atOnce(
        pacedMessages({ perReplica: 12, gapMs: 100 }),
        concurrentMessagesWithResumes({ perReplica: 18 }),
        idleStreams({ timeouts: 2.5 }),
        overlappingReconnects({ rounds: 3 }),
        streamsWithoutValidToken(),
      ),
    },
  ],
  checks: [
    streamDelivery(),
    streamTimely(),
    streamOutlivesReadTimeout(),
    streamNeedsAValidToken(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'proxy-buffers-stream',
      stage: 'healthy',
      caughtBy: 'stream-timely',
      cause: /the proxy buffers the stream/u,
    },
    {
      name: 'stream-local-only',
      stage: 'healthy',
      caughtBy: 'stream-delivery',
      cause: /events only reach streams of the replica that published them/u,
    },
  ],
});
