import type { Session } from '../session/session.ts';

/** What everything we make on an engine carries, so that it can be found and judged when its owner is gone. */
export const LABEL = {
  session: 'lockstep.session',
  owner: 'lockstep.owner',
  expires: 'lockstep.expires',
} as const;

/** Only for owners on other machines, whom we cannot ask whether they are alive. */
const LIFE_S = 3600;

/** The labels of a session's containers and networks, made now. */
export function labelsOf(session: Pick<Session, 'id' | 'owner'>): Record<string, string> {
  const expires = Math.floor(Date.now() / 1000) + LIFE_S;
  return { [LABEL.session]: session.id, [LABEL.owner]: session.owner, [LABEL.expires]: String(expires) };
}
