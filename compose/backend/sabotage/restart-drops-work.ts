import type { LoginKey, Parts } from '../parts.ts';

/** SIGTERM cuts the requests in flight, and ends the login sessions that this process opened. */
export function restartDropsWork(parts: Parts): Parts {
  const opened = new Set<LoginKey>();
  return {
    ...parts,
    loginSessions: {
      ...parts.loginSessions,
      open(login, refreshToken) {
        opened.add(login);
        return parts.loginSessions.open(login, refreshToken);
      },
    },
    http: {
      ...parts.http,
      async drain(app) {
        app.server.close();
        app.server.closeAllConnections();
        // Settled, because a process that is told to stop stops without Redis too.
        await Promise.allSettled([...opened].map((login) => parts.loginSessions.end(login)));
      },
    },
  };
}
