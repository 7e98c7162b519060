import { type Route, route } from '@scory/chassis/service.ts';
import { register } from '@scory/contracts/identity/auth.ts';
import type { Accounts } from '../accounts.ts';

export const registerRoute = (accounts: Accounts): Route =>
  route(register, async ({ body, newId, actor }) => ({
    status: 201,
    data: await accounts.register(body, newId, actor),
  }));
