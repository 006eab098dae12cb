/** Breaks plain text into lines of at most `width` characters, at blanks where it can. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** At most `count` lines; the last one ends in an ellipsis when there was more. */
export function wrapAtMost(text: string, width: number, count: number): string[] {
  const lines = wrap(text, width);
  if (lines.length <= count) return lines;
  const last = lines[count - 1] ?? '';
  return [...lines.slice(0, count - 1), `${last.length < width ? last : last.slice(0, width - 1)}…`];
}

function pieces(word: string, width: number): string[] {
  const characters = Array.from(word);
  if (characters.length <= width) return [word];
  const starts = Array.from({ length: Math.ceil(characters.length / width) }, (_, at) => at * width);
  return starts.map((start) => characters.slice(start, start + width).join(''));
}
