import type { Command } from 'commander';
import type { z } from 'zod';
import { EXIT } from '../errors.ts';

/**
 * What the options of a bench's command line mean; `--help` tells them. Ends the process with one sentence and
 * `EXIT.badInput` when they cannot be used.
 */
export function given<T>(command: Command, schema: z.ZodType<T>): T {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.valid : EXIT.badInput)).parse();
  const parsed = schema.safeParse(command.opts());
  if (parsed.success) return parsed.data;
  const flagOf = (name: unknown): string =>
    command.options.find((option) => option.attributeName() === name)?.long ?? String(name);
  const problems = parsed.error.issues.map(({ path, message }) => `${flagOf(path[0])} ${message}`);
  return command.error(`error: ${problems.join('; ')}. See --help.`);
}
