import { expect, test } from 'vitest';
import { COLOURS } from '../colours.ts';
import { CHART_STYLE } from './chart-style.ts';

const channel = (byte: number): number => {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
/** The relative luminance of WCAG 2. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    channel(parseInt(colour.slice(at, at + 2), 16)),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
};
const valuesOf = (style: string, name: string): string[] =>
  [...style.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, colour]) => colour!);

test('has a palette that stands out from the card in the light, in the dark and on paper', () => {
  const cards = valuesOf(COLOURS, 'card');
  expect(cards).toHaveLength(3);
  for (const [at, card] of cards.entries()) {
    const palette = [0, 1, 2, 3, 4, 5].map((place) => valuesOf(CHART_STYLE, `series-${place}`)[at]!);
    expect(new Set(palette).size).toBe(6);
    expect(palette.filter((colour) => contrast(colour, card) < 3)).toEqual([]);
  }
});
