import { type Route, route } from '@scory/chassis/service.ts';
import { login } from '@scory/contracts/identity/auth.ts';
import type { Accounts } from '../accounts.ts';
import type { LoginLimit } from '../login-limit.ts';

/** @param limit absent where rate limits are switched off. */
export const loginRoute = (accounts: Accounts, limit: LoginLimit | undefined): Route =>
  route(login, async ({ body, actor }) => {
    await limit?.(body.email);
    return { data: await accounts.login(body, actor) };
  });
