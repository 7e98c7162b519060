import type { Database } from '@scory/chassis/database.ts';
import { notFound } from '@scory/chassis/errors.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getMe } from '@scory/contracts/identity/me.ts';
import { userView } from '../domain/user-view.ts';
import { findUser } from '../store/users.ts';

export const getMeRoute = (database: Database): Route =>
  route(getMe, async (request) => {
    const user = await findUser(database, caller(request).owner_id);
    if (!user) throw notFound('The user', 'USER_NOT_FOUND');
    return { data: userView(user), headers: { 'Cache-Control': 'private, no-store' } };
  });
