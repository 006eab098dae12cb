import type { Setting } from '../assemble.ts';
import { StartError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { rateLimitInMemory } from './rate-limit-in-memory.ts';
import { streamLocalOnly } from './stream-local-only.ts';
import { tokenVersionCached } from './token-version-cached.ts';

/** Takes the healthy parts and gives them back with one of them replaced. */
type Sabotage = (parts: Parts, setting: Setting) => Parts;

const VARIANTS: Readonly<Record<string, Sabotage>> = {
  'rate-limit-in-memory': rateLimitInMemory,
  'stream-local-only': streamLocalOnly,
  'token-version-cached': tokenVersionCached,
};

/** The parts with the named sabotage planted; without a name, the healthy parts themselves. */
export function plantSabotage(name: string | undefined, parts: Parts, setting: Setting): Parts {
  if (name === undefined) return parts;
  const sabotage = Object.hasOwn(VARIANTS, name) ? VARIANTS[name] : undefined;
  if (sabotage === undefined) {
    const known = Object.keys(VARIANTS).join(', ');
    throw new StartError(`LOCKSTEP_SABOTAGE: there is no variant "${name}"; there are ${known}.`);
  }
  return sabotage(parts, setting);
}
