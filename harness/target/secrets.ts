import { createHmac, randomBytes } from 'node:crypto';

/** Knows every secret of a run and puts a short stable hash in its place, wherever text leaves the harness. */
export interface Secrets {
  /** The hash that stands for a secret; from now on `clean` removes it from any text. */
  readonly hash: (secret: string) => string;
  /** The text without any secret that is known, or that looks like a token. */
  readonly clean: (text: string) => string;
  /** Whether the text holds a secret. */
  readonly found: (text: string) => boolean;
}

/** 48 bits: among ten thousand tokens two share a hash once in five million runs. */
const HASH_DIGITS = 12;
/** Shorter values would be found by chance in innocent text. */
const SHORTEST_SECRET = 8;
/** What tokens are made of; a word that is a secret is found by a look-up, not by a search for each secret. */
const WORD = /[\w.-]{8,}/gu;
const PLAIN_WORD = /^[\w.-]+$/u;
const JSON_WEB_TOKEN = /^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/u;

/** A fresh set. Hashes are keyed by the run, so that nobody can test guesses of a password against a report. */
export function createSecrets(): Secrets {
  const key = randomBytes(32);
  const words = new Map<string, string>();
  const others = new Map<string, string>();
  const digest = (secret: string): string =>
    `#${createHmac('sha256', key).update(secret).digest('hex').slice(0, HASH_DIGITS)}`;
  const hash = (secret: string): string => {
    const known = words.get(secret) ?? others.get(secret);
    if (known !== undefined) return known;
    const made = digest(secret);
    if (secret.length >= SHORTEST_SECRET) (PLAIN_WORD.test(secret) ? words : others).set(secret, made);
    return made;
  };
  const cleanWord = (word: string): string =>
    words.get(word) ?? (JSON_WEB_TOKEN.test(word) ? digest(word) : word);
  const clean = (text: string): string => {
    let cleaned = text;
    for (const [secret, made] of others) cleaned = cleaned.replaceAll(secret, made);
    return cleaned.replaceAll(WORD, cleanWord);
  };
  return { hash, clean, found: (text) => clean(text) !== text };
}
