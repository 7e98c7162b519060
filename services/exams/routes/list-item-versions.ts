import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listItemVersions } from '@scory/contracts/exams/item-bank.ts';
import { listVersions } from '../store/item-store.ts';

export const listItemVersionsRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(listItemVersions, async (request) => {
    const versions = await listVersions(database, caller(request).owner_id, request.params.id);
    if (versions.length === 0) throw notFound('The item', 'ITEM_NOT_FOUND');
    return { data: versions };
  });
