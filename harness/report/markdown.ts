import { escapeUTF8 } from 'entities';
import { plainText } from './plain-text.ts';

/** Any text as one line of Markdown that shows just that text: no markup, no HTML, no link, no mention. */
export function markdown(text: string, max: number = 400): string {
  return escapeUTF8(plainText(text, max))
    .replace(/[\\`*_[\]|~#$^]/g, '\\$&')
    .replaceAll('://', '&#58;//')
    .replace(/www\./gi, (start) => `${start.slice(0, 3)}&#46;`)
    .replaceAll('@', '@&#8203;');
}

/** A fenced block that its text cannot close. */
export function codeBlock(text: string): string {
  const line = plainText(text, 4000);
  const longest = Math.max(2, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${line}\n${fence}`;
}

/** A table whose cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
