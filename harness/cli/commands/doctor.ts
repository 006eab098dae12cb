import { EXIT } from '../../errors.ts';
import { installCommands, installPrograms } from '../doctor/install.ts';
import { inspectParts, type Part } from '../doctor/parts.ts';
import type { CommandRow } from '../command.ts';
import { DRIVER_OPTIONS } from '../options.ts';

/** `lockstep doctor`: 0 when the process driver has what it needs, else 254. */
export const doctor: CommandRow = {
  name: 'doctor',
  summary: 'what is needed, what is found, and how to get the rest',
  options: ['fix', 'quiet', ...DRIVER_OPTIONS],
  run: async ({ options, surroundings: { environment, say, stdout } }) => {
    const inspect = (): Promise<Part[]> => inspectParts(options, environment['PATH'] ?? '', INSTALL);
    let parts = await inspect();
    if (options.fix && parts.some((part) => isLacking(part) || isClockLess(part))) {
      const install = installPrograms(say);
      await (parts.some(isLacking) ? install : install.catch(() => say(CLOCK_LESS)));
      parts = await inspect();
    }
    const lacking = parts.some(isLacking);
    if (options.quiet && !lacking) return EXIT.valid;
    for (const part of parts) stdout.write(`${rowOf(part)}\n`);
    if (lacking) stdout.write(`\nTo install what is missing:\n  ${installCommands().join('\n  ')}\n`);
    return lacking ? EXIT.badInput : EXIT.valid;
  },
};

const INSTALL = '`lockstep doctor --fix`, or one of the commands below';

/** Nothing but the scenarios that move clocks needs it, and it is for Linux. */
const isClockLess = ({ name, found }: Part): boolean =>
  process.platform === 'linux' && name === 'libfaketime' && found === null;
const CLOCK_LESS = 'libfaketime could not be installed: scenarios that move clocks will be skipped.';
const isLacking = ({ required, found }: Part): boolean => required && found === null;

function rowOf({ name, found, neededBy, remedy, required }: Part): string {
  const mark = found === null ? (required ? '✘' : '-') : '✔';
  return `${mark} ${name.padEnd(14)} ${found ?? `missing, for ${neededBy}: ${remedy}`}`;
}
