import { fieldsOf } from '../../cluster/redis/sentinels.ts';
import { MASTER_NAME, SHARED_REDIS } from '../../cluster/redis/layout.ts';
import { nsToMs } from '../../time/clock.ts';
import { type Act, all, type Hands, look } from './act.ts';

/** Redis forgets everything at once; there is nothing to mend. */
export function flushAct({ controls }: Hands): Act {
  let before = 0;
  const size = async (): Promise<number> => Number(await controls.redis(SHARED_REDIS, ['DBSIZE']));
  return {
    strike: async () => {
      before = await size();
      await controls.redis(SHARED_REDIS, ['FLUSHALL']);
    },
    struck: async () => {
      const now = await size();
      return now < before ? `${before} keys before, ${now} after` : null;
    },
    mend: async () => undefined,
    mended: async () => ((await size()) >= 0 ? 'Redis goes on, with nothing' : null),
  };
}

/** Redis ends and comes back at once with nothing. */
export function restartEmptyAct(hands: Hands): Act {
  const { controls } = hands;
  const runId = async (): Promise<string> =>
    /run_id:(\w+)/u.exec(await controls.redis(SHARED_REDIS, ['INFO', 'server']))?.[1] ?? '';
  let before = '';
  return {
    strike: async () => {
      before = await runId();
      await controls.signal(SHARED_REDIS, 'SIGKILL');
      await untilTrue(async () => (await controls.state(SHARED_REDIS)) === 'ended', hands);
      await controls.start(SHARED_REDIS);
    },
    struck: async () => {
      const now = await runId().catch(() => before);
      return now === before ? null : 'another run of Redis answers';
    },
    mend: async () => undefined,
    mended: async () => ((await ready(hands)) ? 'every replica is ready' : null),
  };
}

/** The master is killed, and the sentinels are told so; over once all of them name another one, and the old one has come back, empty. */
export function failoverAct(hands: Hands): Act {
  const { controls } = hands;
  const sentinels = controls.parts.filter((part) => part.startsWith('sentinel'));
  const masterOf = async (sentinel: string): Promise<string> => {
    const { ip = '', port = '' } = fieldsOf(
      await controls.redis(sentinel, ['SENTINEL', 'MASTER', MASTER_NAME]),
    );
    return `${ip}:${port}`;
  };
  let before = '';
  const agreed = async (): Promise<string | null> => {
    const named = [...new Set(await Promise.all(sentinels.map(masterOf)))];
    return named.length === 1 && named[0] !== before ? (named[0] ?? null) : null;
  };
  return {
    strike: async () => {
      const [leader = ''] = sentinels;
      before = await masterOf(leader);
      await controls.signal(SHARED_REDIS, 'SIGKILL');
      await controls.redis(leader, ['SENTINEL', 'FAILOVER', MASTER_NAME]);
    },
    struck: async () =>
      (await controls.state(SHARED_REDIS)) === 'ended' ? `the master at ${before} has ended` : null,
    mend: async () => {
      await untilTrue(async () => (await agreed()) !== null, hands);
      await controls.start(SHARED_REDIS);
    },
    mended: async () => {
      const master = await agreed();
      const isBack = (await controls.redis(SHARED_REDIS, ['PING']).catch(() => '')) === 'PONG';
      if (master === null || !isBack || !(await ready(hands))) return null;
      return `the sentinels made ${master} the master; the old one is back, empty; every replica is ready`;
    },
  };
}

const LOOK_GAP_MS = 20;

/** Sentinels that find no new master in this time find none. */
const PATIENCE_MS = 20_000;

/** Resolves once it holds; rejects when it does not in time, so that a fault which cannot be undone holds nobody up. */
async function untilTrue(holds: () => Promise<boolean>, { clock, signal }: Hands): Promise<void> {
  const beganNs = clock.nowNs();
  while (!(await holds())) {
    if (nsToMs(clock.nowNs() - beganNs) > PATIENCE_MS) throw new Error(`not within ${PATIENCE_MS} ms`);
    await clock.sleep(LOOK_GAP_MS, signal);
  }
}

/** Whether each replica says that it can work. */
const ready = ({ replicas }: Hands): Promise<boolean> =>
  all(replicas, async ({ url }) => (await look(`${url ?? ''}/health/ready`))?.status === 200);
