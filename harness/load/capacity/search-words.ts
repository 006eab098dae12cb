import type { Stop } from './search.ts';

/** What a search found and why it ended, in a sentence or two; a rate that is no capacity is said to be none. */
export function wordsOfStop(stop: Stop): string {
  const assumed = stop.assumedBroken.map(rate);
  if (assumed.length === 0) return reasonOf(stop);
  const them = assumed.length === 1 ? 'it' : 'they';
  return `${reasonOf(stop)} At ${assumed.join(' and ')} no trial could be decided: ${them} counted as broken.`;
}

function reasonOf(stop: Stop): string {
  switch (stop.reason) {
    case 'found':
      return `The objective holds up to ${rate(stop.capacity.ratePerSecond)}, confirmed, and breaks at ${rate(stop.capacity.brokenPerSecond)}.`;
    case 'ceiling':
      return `The objective holds at ${rate(stop.atLeastPerSecond)}, confirmed, the highest rate allowed: the capacity is no less.`;
    case 'generator':
      return `The generator was the limit, so there is no capacity to tell.${hint(stop)}`;
    case 'deadline':
      return `The time was up before a capacity was found.${hint(stop)}`;
    case 'never-held':
      return `The objective breaks even at ${rateOrNone(stop.brokenPerSecond)}, the lowest rate allowed.`;
    case 'unsteady':
      return `The system is unsteady: rates that hold once break when they are tried again, down to ${rateOrNone(stop.brokenPerSecond)}.`;
  }
}

/** What was seen on the way, which is no capacity. */
function hint({ heldPerSecond, brokenPerSecond }: Stop): string {
  const held = heldPerSecond === null ? 'No rate held' : `It held at ${rate(heldPerSecond)}`;
  const broke = brokenPerSecond === null ? '' : `, it broke at ${rate(brokenPerSecond)}`;
  return ` ${held}${broke}: a hint, not a capacity.`;
}

const rate = (perSecond: number): string => `${Number(perSecond.toPrecision(4))}/s`;
const rateOrNone = (perSecond: number | null): string => (perSecond === null ? 'no rate' : rate(perSecond));
