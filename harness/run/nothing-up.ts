import type { Loan } from './cluster-pool.ts';

/** In the place of a cluster, where what is judged is none. */
export const NOTHING_UP: Loan = {
  cluster: {
    driver: 'existing',
    entry: '',
    replicas: [],
    parts: {},
    proxyAlerts: () => [],
    collectLogs: async () => undefined,
    controls: null,
    usage: null,
    [Symbol.asyncDispose]: async () => undefined,
  },
  users: { next: 0 },
  proxyAlerts: () => [],
  spoil: () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};
