import type { Runtime } from './runtime.ts';
import type { Service } from './service.ts';

/** How a program tells its version, and where in its answer it is. */
const QUESTIONS = {
  nginx: { command: ['nginx', '-v'], answer: /nginx\/(\S+)/u },
  redis: { command: ['redis-server', '--version'], answer: /v=(\S+)/u },
} as const;

/** Asks the real program in its container, once for each image; `unknown` when it does not say. */
export function versionReader(
  runtime: Runtime,
): (part: keyof typeof QUESTIONS, service: Service) => Promise<string> {
  const known = new Map<string, string>();
  return async (part, { container, plan }) => {
    const before = known.get(plan.image + part);
    if (before !== undefined) return before;
    const { command, answer } = QUESTIONS[part];
    // A program that cannot be asked is no reason not to test what it serves: the report then says `unknown`.
    const said = await runtime.client.container.exec(container, [...command]).catch(() => null);
    const version = answer.exec(said?.output ?? '')?.[1] ?? 'unknown';
    if (said !== null) known.set(plan.image + part, version);
    return version;
  };
}
