import type { RecordedOperation } from '../../../history/recorded.ts';
import { op } from '../../auth/test/recorded.ts';

/** What a simulated step does, drawn at random: which user, which replica, how long around its instant. */
export interface Step {
  readonly f: 'kick' | 'login' | 'check';
  readonly user: number;
  readonly replica: number;
  readonly before: number;
  readonly after: number;
  /** Which of the versions that were ever given is checked, counted back from the newest. */
  readonly age: number;
  readonly isNumbered: boolean;
  readonly isInfo: boolean;
}

/** A correct system with several replicas: each operation acts at one instant, 10 ms after that of the step before. */
export function runTokenSystem(steps: readonly Step[]): RecordedOperation[] {
  const versions = new Map<number, number>();
  return steps.map(({ f, user, replica, before, after, age, isNumbered, isInfo }, i) => {
    const at = [i * 10 - before, i * 10 + after] as const;
    const who = { key: `user-${user}`, replica: `b-${replica}` };
    const version = versions.get(user) ?? 1;
    if (f === 'kick') {
      versions.set(user, version + 1);
      if (isInfo) return op('kick', at, { ...who, outcome: 'info' });
      return op('kick', at, { ...who, output: isNumbered ? version + 1 : null });
    }
    if (f === 'login') return op('login', at, { ...who, output: version });
    const used = Math.max(1, version - age);
    return op('check', at, { ...who, input: { version: used }, output: used === version });
  });
}
