import * as fc from 'fast-check';

/** Any text at all: controls, halves of surrogate pairs and direction marks included. */
export const anyText = (maxLength = 60): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength })
    .map((codes) => String.fromCharCode(...codes));
