/** The environment variable that marks every process of a session; children inherit it. */
export const SESSION_MARK = 'LOCKSTEP_SESSION';
/** What the names of session folders begin with. */
export const SESSION_PREFIX = 'lockstep-';
