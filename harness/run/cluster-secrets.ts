import { randomBytes } from 'node:crypto';
import type { Secrets } from '../cluster/topology.ts';

const SECRET_BYTES = 32;
const PASSWORD_BYTES = 12;

/** Fresh secrets for a cluster of our own, from the system's generator: a seed is printed, a secret is not. */
export function newClusterSecrets(password: string | null): Secrets {
  return {
    jwtSecret: randomBytes(SECRET_BYTES).toString('hex'),
    seedPassword: password ?? randomBytes(PASSWORD_BYTES).toString('hex'),
  };
}
