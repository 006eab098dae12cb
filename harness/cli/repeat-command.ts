import { OPTIONS, type OptionName, type Options } from './options.ts';

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

/** They change what is shown, not what is done. */
const NOT_REPEATED: ReadonlySet<OptionName> = new Set(['json', 'out', 'keep']);

/** The command line that makes the same choices again: what was given, and the seed. */
export function repeatCommand(
  options: Options,
  seed: string,
  command: 'verify' | 'prove' = 'verify',
): string {
  const words = Object.entries({ ...options, seed }).flatMap(([name, value]) => {
    if (!isOption(name) || NOT_REPEATED.has(name)) return [];
    const { flag, schema } = OPTIONS[name];
    const [word = ''] = flag.split(' ');
    if (name !== 'seed' && JSON.stringify(schema.parse(undefined)) === JSON.stringify(value)) return [];
    return [value].flat().flatMap((part) => [word, quote(String(part))]);
  });
  return ['lockstep', command, ...words].join(' ');
}

const quote = (word: string): string =>
  /^[\w./:=@-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
