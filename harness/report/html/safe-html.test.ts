import { expect, test } from 'vitest';
import { html, NOTHING, trusted } from './safe-html.ts';

test('escapes text for elements and for quoted attributes', () => {
  expect(html`<a title="${'"><b>'}">${"<i>&'"}</a>`.toString()).toBe(
    '<a title="&quot;&gt;&lt;b&gt;">&lt;i&gt;&amp;&apos;</a>',
  );
});

test('does not escape a template inside a template twice', () => {
  expect(html`<p>${html`<b>${'<'}</b>`}${[1, '<', trusted('<br>')]}</p>`.toString()).toBe(
    '<p><b>&lt;</b>1&lt;<br></p>',
  );
});

test('leaves nothing behind for null and keeps zero', () => {
  expect(html`${null}${NOTHING}${0}${[]}`.toString()).toBe('0');
});

test('makes text printable and cuts it', () => {
  expect(html`${'\u001b[31mred\u202e'}`.toString()).toBe('red');
  expect(html`${'x'.repeat(1e6)}`.toString()).toHaveLength(2000);
});

test('takes an object that only looks like safe HTML for no fragment', () => {
  const forged = { toString: () => '<script>' };
  // @ts-expect-error only `html` and `trusted` make safe HTML
  expect(() => html`${forged}`.toString()).toThrow(TypeError);
});
