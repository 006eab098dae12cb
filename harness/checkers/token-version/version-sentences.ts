import type { Clash } from '../auth/version-history.ts';

/** What a clash shows, by its name. */
export const CLASH_SENTENCES: Readonly<Record<Clash['diagnosis'], string>> = {
  'stale-accept': 'a version that a returned kick had ended was used again',
  'flip-flop': 'a token was refused, and one of the same version was accepted later',
  'spurious-401': 'a token was refused before any kick could have ended it',
  inversion: 'an old version was used after a newer one had been seen',
  'impossible-read': 'a version was seen that no kick can have made',
  'lost-update': 'a kick that had returned was lost: its version was made again',
};
