import { HIGHEST_US } from '../buckets.ts';
import { asWritten, type Limit, type ReplicaScope, type Slo } from './slo.ts';

const SHAPE =
  /^(?<name>[^()@<>=\s]+)\s*(?:\((?<operation>[^()]*)\))?\s*(?:@(?<replica>[^()@<>=\s]*))?\s*(?<comparison>[<>]=?)\s*(?<limit>[^<>=]*)$/u;
const NUMBER = /^(?<figure>\d+(?:\.\d+)?)\s*(?<unit>\D*)$/u;
const QUANTILE = /^p(?<percent>\d+(?:\.\d+)?)$/u;
const US_BY_UNIT: Readonly<Record<string, number>> = { µs: 1, μs: 1, us: 1, ms: 1e3, s: 1e6 };

/**
 * Reads an objective: `p99<250ms`, `p99.9(login)@each<1s`, `errors<0.1%`, `errors(me)<=0.01`, `mean<20ms`, `max@b-2<2s`, `rate>495`.
 * Times are in µs (us), ms or s; shares in % or bare; rates bare, in right answers a second. What it cannot read it says in a sentence.
 */
export function parseSlo(text: string): Slo | string {
  const { name, operation, replica, comparison, limit } = SHAPE.exec(text.trim())?.groups ?? {};
  if (name === undefined || comparison === undefined || limit === undefined)
    return `'${text}' is no objective: write what is measured, < or >, and the limit, as in p99<250ms`;
  if (operation?.trim() === '')
    return `'${text}' names no operation between its parentheses, as in p99(login)<250ms`;
  if (replica === '') return `'${text}' names no replica after its @, as in p99@b-2<250ms or p99@each<250ms`;
  const parsed = limitOf(name, limit.trim());
  if (typeof parsed === 'string') return `'${text}': ${parsed}`;
  const wrong = wrongWay(parsed, comparison, name);
  if (wrong !== null) return `'${text}': ${wrong}`;
  return {
    limit: parsed,
    operation: operation?.trim() ?? null,
    replica: scopeOf(replica),
    isStrict: !comparison.endsWith('='),
  };
}

function scopeOf(replica: string | undefined): ReplicaScope {
  if (replica === undefined) return { kind: 'any' };
  return replica === 'each' ? { kind: 'each' } : { kind: 'one', name: replica };
}

function limitOf(name: string, limit: string): Limit | string {
  switch (name) {
    case 'errors':
      return shareOf(limit);
    case 'rate':
      return rateOf(limit);
    case 'mean':
    case 'max': {
      const limitUs = durationUs(limit);
      return typeof limitUs === 'string' ? limitUs : { kind: name, limitUs };
    }
    default:
      return quantileOf(name, limit);
  }
}

function quantileOf(name: string, limit: string): Limit | string {
  const written = QUANTILE.exec(name)?.groups?.['percent'];
  if (written === undefined)
    return `'${name}' is nothing that is measured: there are p50, p99, p99.9 …, mean, max, errors and rate`;
  const percent = asWritten(Number(written));
  if (!(percent > 0 && percent < 100))
    return `'${name}' is no quantile: it lies between p0 and p100, as p99 does, and the longest of all is max`;
  const limitUs = durationUs(limit);
  return typeof limitUs === 'string' ? limitUs : { kind: 'quantile', percent, limitUs };
}

function durationUs(limit: string): number | string {
  const { figure, unit = '' } = NUMBER.exec(limit)?.groups ?? {};
  if (figure === undefined) return `'${limit}' is no time: write one as 250ms`;
  const usOfUnit = Object.hasOwn(US_BY_UNIT, unit) ? US_BY_UNIT[unit] : undefined;
  if (usOfUnit === undefined)
    return unit === ''
      ? `'${limit}' needs a unit: µs (or us), ms or s, as in 250ms`
      : `'${unit}' is no unit of time: there are µs (or us), ms and s, as in 250ms`;
  const limitUs = asWritten(Number(figure) * usOfUnit);
  if (limitUs < 1) return `'${limit}' is shorter than can be measured: 1µs at least, as in 250µs`;
  if (limitUs > HIGHEST_US) return `'${limit}' is longer than can be measured: 67s at most, as in 2s`;
  return limitUs;
}

function shareOf(limit: string): Limit | string {
  const { figure, unit = '' } = NUMBER.exec(limit)?.groups ?? {};
  if (figure === undefined) return `'${limit}' is no share: write one as 0.1%, or 0.001`;
  if (unit !== '' && unit !== '%') return `'${unit}' is no unit of a share: write one as 0.1%, or 0.001`;
  const limitShare = asWritten(unit === '%' ? Number(figure) / 100 : Number(figure));
  if (limitShare === 0) return 'no number of answers can show that there are no errors: allow some, as 0.1%';
  if (limitShare >= 1) return `'${limit}' allows all to be errors: a share is below 100%, as 0.1%`;
  return { kind: 'errors', limitShare };
}

function rateOf(limit: string): Limit | string {
  const { figure, unit } = NUMBER.exec(limit)?.groups ?? {};
  if (figure === undefined || unit !== '' || !Number.isFinite(Number(figure)))
    return `'${limit}' is no rate: write right answers a second, without a unit, as in rate>495`;
  const limitPerSecond = asWritten(Number(figure));
  if (limitPerSecond === 0) return 'a rate of 0 is no objective: write one as rate>495';
  return { kind: 'rate', limitPerSecond };
}

/** A rate is to be high; what else is measured is to be low. */
function wrongWay(limit: Limit, comparison: string, name: string): string | null {
  const isAtLeast = comparison.startsWith('>');
  if (limit.kind === 'rate')
    return isAtLeast ? null : 'a rate has to stay above its limit, so write > or >=, as in rate>495';
  return isAtLeast
    ? `${name} has to stay below its limit, so write < or <=, as in ${name}${limit.kind === 'errors' ? '<0.1%' : '<250ms'}`
    : null;
}
