import { type Route, route } from '@scory/chassis/service.ts';
import { openSession } from '@scory/contracts/identity/auth.ts';
import type { Accounts } from '../accounts.ts';

export const openSessionRoute = (accounts: Accounts): Route =>
  route(openSession, async ({ newId }) => ({ status: 201, data: await accounts.openAnonymous(newId) }));
