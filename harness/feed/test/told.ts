import { expect } from 'vitest';
import type { Finding } from '../finding.ts';
import type { FeedQuestion } from '../record.ts';
import { AGGREGATE, answer, bytesOf, fileOf, judge, rewrite, type Story, story } from './feed-story.ts';

export const TARGET = 'windows-x86_64';
/** What of it is published. */
export const FILE = fileOf(TARGET);

/** A good story of one aggregate manifest. */
export const told = (also: Partial<FeedQuestion> = {}): Story => story([AGGREGATE], also);

/** The same, in which what the manifest says of windows is changed. */
export function entry(
  change: (entry: { url: string; signature: string }) => void,
  also: Partial<FeedQuestion> = {},
): Story {
  const one = told(also);
  rewrite(one, 'latest.json', ({ platforms }) => change(platforms[TARGET]!));
  return one;
}

export const firstOf = (one: Story): Finding | undefined => judge(one).findings[0];

/** The finding of a story that has only one. */
export function only(one: Story): Finding {
  const { findings } = judge(one);
  expect(findings).toHaveLength(1);
  return findings[0]!;
}

const html = '<!DOCTYPE html>';
/** A page where something else was asked for. */
export const HTML = answer(bytesOf(html), { contentType: 'text/html', text: html });
