import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Api, Service } from '@scory/chassis/service.ts';
import { createAccounts } from './accounts.ts';
import { createLoginLimit } from './login-limit.ts';
import { createPasswords } from './passwords.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { getMeRoute } from './routes/get-me.ts';
import { hierarchyRoutes } from './routes/hierarchy.ts';
import { jwksRoute } from './routes/jwks.ts';
import { loginRoute } from './routes/login.ts';
import { logoutRoute } from './routes/logout.ts';
import { openSessionRoute } from './routes/open-session.ts';
import { putMeRoute } from './routes/put-me.ts';
import { refreshRoute } from './routes/refresh.ts';
import { registerRoute } from './routes/register.ts';
import { createSessions } from './sessions.ts';
import { createHierarchy } from './store/hierarchy.ts';
import { identitySchema } from './store/schema.ts';

/** Sessions, revocations and tickets that have expired are dropped. */
const sweepEveryMs = 60_000;

function api({ config, database, redis, access, outbox, log }: Runtime): Api {
  const sessions = createSessions({
    database,
    access,
    refreshTokenSeconds: config.REFRESH_TOKEN_SECONDS,
    encryptionKey: config.ENCRYPTION_KEY,
  });
  const accounts = createAccounts({ database, outbox, passwords: createPasswords(), sessions });
  return {
    routes: [
      registerRoute(accounts),
      loginRoute(accounts, config.RATE_LIMITS ? createLoginLimit(redis) : undefined),
      refreshRoute(sessions),
      logoutRoute(sessions),
      openSessionRoute(accounts),
      jwksRoute(access),
      getMeRoute(database),
      putMeRoute(database),
      ...hierarchyRoutes(createHierarchy(database)),
      ...apiKeyRoutes(database, access),
    ],
    loops: [
      periodic({
        name: 'identity.housekeeping',
        everyMs: sweepEveryMs,
        log,
        work: async () => {
          await Promise.all([access.sweep(), sessions.sweep()]);
        },
      }),
    ],
  };
}

export const identity: Service = { name: 'identity', schema: identitySchema, api };
