/** A key id of eight bytes as minisign prints it: a little-endian number of 64 bits in sixteen capital hex digits. */
export const keyIdOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.toReversed()).toString('hex').toUpperCase();
