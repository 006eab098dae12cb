const BLOCK_BYTES = 512;
/** Beyond this a name needs an extension of the format. */
const LONGEST_NAME = 100;

/** A tar archive (ustar) with one file that everybody may read, as the engine takes files into a container. */
export function tarOf(name: string, text: string): Buffer {
  if (Buffer.byteLength(name) > LONGEST_NAME)
    throw new RangeError(`longer than ${LONGEST_NAME} bytes: ${name}`);
  const content = Buffer.from(text);
  const header = Buffer.alloc(BLOCK_BYTES);
  const put = (offset: number, value: string): void => {
    header.write(value, offset, 'latin1');
  };
  header.write(name, 0, 'utf8');
  put(100, octal(0o644, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(content.length, 12));
  put(136, octal(0, 12));
  put(156, '0');
  put(257, 'ustar\u{0}00');
  // The sum is taken with its own field full of spaces.
  put(148, ' '.repeat(8));
  put(
    148,
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    )} `,
  );
  const padding = Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
  return Buffer.concat([header, content, padding, Buffer.alloc(2 * BLOCK_BYTES)]);
}

/** A number as the format writes it: octal digits that fill the field but for the NUL at its end. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
