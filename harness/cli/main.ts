import { Command, CommanderError, Option } from 'commander';
import { EXIT, exitCodeOf, HarnessError, harnessErrorIn, messageOf } from '../errors.ts';
import type { CommandRow, Surroundings } from './command.ts';
import { capacity } from './commands/capacity.ts';
import { check } from './commands/check.ts';
import { clean } from './commands/clean.ts';
import { doctor } from './commands/doctor.ts';
import { images } from './commands/images.ts';
import { list } from './commands/list.ts';
import { load } from './commands/load.ts';
import { prove } from './commands/prove.ts';
import { report } from './commands/report.ts';
import { up } from './commands/up.ts';
import { updater } from './commands/updater.ts';
import { verify } from './commands/verify.ts';
import { interruption, UNINTERRUPTED } from './interruption.ts';
import { OPTIONS, type OptionName, variableOf } from './options.ts';
import { resolveOptions } from './resolve-options.ts';

const COMMANDS: readonly CommandRow[] = [
  verify,
  prove,
  load,
  capacity,
  updater,
  list,
  doctor,
  up,
  clean,
  check,
  report,
  images,
];

const HELP_AFTER = `
Each option is also a name in the config file and an environment variable; flags win, then the environment.

Exit codes: 0 valid · 1 invalid · 2 unknown · 130 interrupted · 254 bad arguments or a missing part · 255 the harness failed`;

/** Runs a command line; resolves with the exit code, whatever happens. */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = EXIT.valid;
  const program = newProgram(surroundings);
  for (const row of COMMANDS) {
    addCommand(program, row, surroundings, (code) => {
      exitCode = code;
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    const error = harnessErrorIn(thrown);
    // Commander has told it already, on stderr; or has shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.valid : EXIT.badInput;
    const isOurs = error instanceof HarnessError;
    const defect = error instanceof Error ? error.stack : messageOf(error);
    surroundings.say(`lockstep: ${isOurs ? error.message : `a defect of the harness: ${defect}`}`);
    return exitCodeOf(error);
  }
}

function newProgram({ version, stdout, stderr }: Surroundings): Command {
  return new Command('lockstep')
    .description('Proves that N replicas behave as one.')
    .version(version)
    .option('--config <file>', 'a config file (else lockstep.config.json, if there is one)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text.replace(/^error: /u, 'lockstep: ')),
    })
    .addHelpText('after', HELP_AFTER);
}

function addCommand(
  program: Command,
  row: CommandRow,
  surroundings: Surroundings,
  done: (exitCode: number) => void,
): void {
  const command = program
    .command(row.name)
    .description(row.summary)
    .exitOverride()
    .showHelpAfterError('See `lockstep help`.');
  if (row.words) command.argument(...row.words);
  if (row.notes) command.addHelpText('after', row.notes);
  for (const name of row.options) command.addOption(toOption(name));
  command.action(async () => {
    const { config = null } = program.opts<{ config?: string }>();
    const { environment, say } = surroundings;
    const options = await resolveOptions({ config, environment, flags: command.opts() });
    using stop = row.endsAtOnce ? UNINTERRUPTED : interruption(say);
    done(await row.run({ options, words: command.args, surroundings, stop }));
  });
}

function toOption(name: OptionName): Option {
  const row = OPTIONS[name];
  const fallback = 'fallback' in row ? ` (default: ${row.fallback})` : '';
  const option = new Option(row.flag, `${row.help}${fallback} [${variableOf(name)}]`);
  // The same flag may mean something else to another command: the option's own name keeps them apart.
  option.attributeName = () => name;
  return option;
}
