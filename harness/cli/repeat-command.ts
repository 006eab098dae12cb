import { OPTIONS, type OptionName, type Options } from './options.ts';

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

/** The commands that can be done again, with the same choices. */
export type RepeatedCommand = 'verify' | 'prove' | 'load' | 'capacity' | 'updater';

/** What is done again, and by which seed. */
interface Repeated {
  readonly seed: string;
  readonly command?: RepeatedCommand;
  /** What it was called with beside options. */
  readonly words?: readonly string[];
}

/** They change what is shown, not what is done. */
const NOT_REPEATED: ReadonlySet<OptionName> = new Set(['json', 'out', 'keep']);

/** The command line that makes the same choices again: what was given, and the seed. */
export function repeatCommand(options: Options, { seed, command = 'verify', words = [] }: Repeated): string {
  const given = Object.entries({ ...options, seed }).flatMap(([name, value]) => {
    if (!isOption(name) || NOT_REPEATED.has(name)) return [];
    const row = OPTIONS[name];
    const { flag, schema } = row;
    const unit = 'unit' in row ? row.unit : '';
    const [word = ''] = flag.split(' ');
    if (name !== 'seed' && JSON.stringify(schema.parse(undefined)) === JSON.stringify(value)) return [];
    if (value === true) return [word];
    return [value].flat().flatMap((part) => [word, quote(`${textOf(part)}${unit}`)]);
  });
  return ['lockstep', command, ...words.map(quote), ...given].join(' ');
}

/** A value as the command line takes it: a table as `name=share,…`. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, share]) => `${name}=${String(share)}`)
        .join(',')
    : String(value);

const quote = (word: string): string =>
  /^[\w./:=@-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
