/** The environment variable that marks every process of a session; children inherit it. */
export const SESSION_MARK = 'LOCKSTEP_SESSION';
/** What the names of session folders begin with, in the system's folder for temporary files. */
export const SESSION_PREFIX = 'lockstep-';
