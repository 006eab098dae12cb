import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLinearizable } from '../linearizability/linearizability.ts';
import { compareOn } from '../test/differential.ts';
import { appendLog, type LogAction } from './test/append-log.ts';
import { someLogExplains } from './test/possible-logs.ts';
import {
  ARRIVALS_NS,
  befall,
  type Call,
  type Entry,
  historyOf,
  judge,
  mishap,
  type Reader,
  smallLog,
} from './test/recorded-log.ts';

const TIMEOUT_MS = 120_000;

/** Counts the verdicts, so that a comparison in which one of them is rare fails. */
function tally(): { readonly note: (isValid: boolean) => void; readonly expectBoth: () => void } {
  const seen = { valid: 0, invalid: 0 };
  return {
    note: (isValid) => {
      seen[isValid ? 'valid' : 'invalid'] += 1;
    },
    expectBoth: () => {
      const total = seen.valid + seen.invalid;
      expect(seen.valid / total).toBeGreaterThan(0.1);
      expect(seen.invalid / total).toBeGreaterThan(0.1);
    },
  };
}

const isValid = (calls: readonly Call[], readers: readonly Reader[]): boolean =>
  judge(historyOf(calls, readers)).verdict.status !== 'invalid';

const SENTINEL: Call = { payload: 'last', id: '8', invokedNs: 50, completedNs: 51, outcome: 'ok' };

const reading = (name: string, shows: readonly Entry[]): Reader => ({
  name,
  openedNs: [-2, -1],
  lastEventId: null,
  shows,
});

/** Streams that were open throughout, each with a mishap at most, up to a last event. */
const wholeReads = fc
  .tuple(smallLog, fc.array(mishap, { minLength: 1, maxLength: 3 }), fc.nat(3))
  .map(([{ calls, log }, mishaps, lateness]) => ({
    // Some publishes begin later than their effect, so that the order of the log is wrong.
    calls: [
      ...calls.map((call, at) =>
        at === lateness
          ? { ...call, invokedNs: call.invokedNs + 4, completedNs: call.completedNs + 4 }
          : call,
      ),
      SENTINEL,
    ],
    readers: mishaps.map((one, at) => reading(`s${at}`, [...befall(log, one), SENTINEL])),
  }));

function isOneLog(calls: readonly Call[], readers: readonly Reader[], idsRise: boolean): boolean {
  const appends = calls.map((call) => ({
    invokedNs: call.invokedNs,
    completedNs: call.outcome === 'ok' ? call.completedNs : Infinity,
    action: {
      f: 'append',
      entry: { payload: call.payload, id: call.outcome === 'ok' ? call.id : null },
    } satisfies LogAction,
  }));
  const reads = readers.map(({ shows }) => ({
    invokedNs: ARRIVALS_NS,
    completedNs: ARRIVALS_NS + 1,
    action: {
      f: 'read',
      entries: shows.map(({ payload, id }) => ({ payload, id })),
      idsRise,
    } satisfies LogAction,
  }));
  return isLinearizable(
    appendLog,
    [...appends, ...reads].map((call, index) => ({ ...call, index })),
  );
}

test(
  'agrees with the search over all orders on streams that show a whole log',
  { timeout: TIMEOUT_MS },
  () => {
    const verdicts = tally();
    compareOn(wholeReads, ({ calls, readers }) => {
      const expected = isOneLog(calls, readers, true);
      verdicts.note(expected);
      expect(isValid(calls, readers)).toBe(expected);
    });
    verdicts.expectBoth();
  },
);

test('agrees with the search where events have no ids', { timeout: TIMEOUT_MS }, () => {
  const verdicts = tally();
  const withoutIds = wholeReads.map(({ calls, readers }) => ({
    calls: calls.map((call): Call => ({ ...call, id: null, outcome: 'ok' })),
    readers: readers.map((reader) => ({
      ...reader,
      shows: reader.shows.map((one) => ({ ...one, id: null })),
    })),
  }));
  compareOn(withoutIds, ({ calls, readers }) => {
    const expected = isOneLog(calls, readers, false);
    verdicts.note(expected);
    expect(isValid(calls, readers)).toBe(expected);
  });
  verdicts.expectBoth();
});

/** A stream that begins somewhere in the log, afresh or by a Last-Event-ID, with a mishap at most. */
const beginning = fc.record({
  openNs: fc.nat(10),
  tookNs: fc.nat(3),
  attachedNs: fc.nat(3),
  resumeAfter: fc.option(fc.nat(3)),
  shows: fc.nat(5),
  mishap,
});

const resumedReads = fc
  .tuple(smallLog, fc.array(beginning, { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([{ calls, log }, beginnings, isWatched]) => ({
    calls,
    readers: [
      ...(isWatched ? [reading('whole', log)] : []),
      ...beginnings.map(({ openNs, tookNs, attachedNs, resumeAfter, shows, mishap: one }, at): Reader => {
        // A stream asks only for ids of which the history tells what they name.
        const known = log.filter(
          ({ id }) => isWatched || calls.some((call) => call.id === id && call.outcome === 'ok'),
        );
        const last = resumeAfter === null ? undefined : known[resumeAfter % Math.max(1, known.length)];
        const from = last ? log.indexOf(last) + 1 : Math.min(attachedNs, log.length);
        return {
          name: `s${at}`,
          openedNs: [openNs, openNs + tookNs],
          lastEventId: last?.id ?? null,
          shows: befall(log.slice(from, from + shows), one),
        };
      }),
    ],
  }));

test('agrees with trying all logs on streams that begin anywhere', { timeout: TIMEOUT_MS }, () => {
  const verdicts = tally();
  compareOn(resumedReads, ({ calls, readers }) => {
    const expected = someLogExplains(calls, readers);
    verdicts.note(expected);
    expect(isValid(calls, readers)).toBe(expected);
  });
  verdicts.expectBoth();
});
