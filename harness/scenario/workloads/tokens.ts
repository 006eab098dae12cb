import type { Workload } from '../scenario.ts';

/** One login at each replica, then `samples` calls with each token at each replica: the mint/accept matrix. */
export const mintAndCheckEverywhere =
  ({ samples }: { readonly samples: number }): Workload =>
  async ({ eachReplica, newClient, newUser }) => {
    const mint = async (index: number): Promise<void> => {
      const client = newClient();
      const { credentials } = await client.login(
        newUser(),
        'desktop',
        eachReplica[index] ?? { name: '', url: '' },
      );
      if (!credentials) return;
      for (const check of eachReplica) {
        for (let sample = 0; sample < samples; sample += 1) await client.me(credentials, check);
      }
    };
    await Promise.all(eachReplica.map((_, index) => mint(index)));
  };

/** One login through the balancer, then `calls` through it for each replica, and as many to each replica. */
export const oneLoginManyCalls =
  ({ calls }: { readonly calls: number }): Workload =>
  async ({ balancer, replicas, stage, newClient, newUser }) => {
    const { credentials } = await newClient().login(newUser(), 'desktop', balancer);
    if (!credentials) return;
    const routes = [...stage.replicas.map(() => balancer), ...replicas];
    await Promise.all(
      routes.map(async (route) => {
        const client = newClient();
        for (let call = 0; call < calls; call += 1) await client.me(credentials, route);
      }),
    );
  };

/**
 * Logins through the balancer, then calls through it with each token in turn, one at a time: with a fair balancer
 * every replica mints and checks equally often, so the share of refusals is what the secrets make it.
 */
export const evenCallsThroughBalancer =
  ({
    loginsPerReplica,
    callsPerReplica,
  }: {
    readonly loginsPerReplica: number;
    readonly callsPerReplica: number;
  }): Workload =>
  async ({ balancer, stage, newClient, newUser, random }) => {
    const client = newClient();
    const user = newUser();
    const tokens = [];
    for (let login = 0; login < loginsPerReplica * stage.replicas.length; login += 1) {
      const { credentials } = await client.login(user, 'desktop', balancer);
      if (credentials) tokens.push(credentials);
    }
    for (const token of random.shuffle(tokens)) {
      for (let call = 0; call < callsPerReplica * stage.replicas.length; call += 1)
        await client.me(token, balancer);
    }
  };
