/** Every question that somebody has, whichever exams ask it. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { id, idParams, pageMetadata, pageQuery, timestamp } from '../http.ts';
import { item, itemType } from './items.ts';

/** An item of the bank with where it was used. */
const bankItem = z.object({ item, used_in: z.int(), last_used_at: timestamp.nullable() });

export const listItems = defineRoute({
  name: 'exams.listItems',
  method: 'get',
  path: '/api/v1/items',
  summary: 'Your item bank, newest first',
  access: user,
  query: pageQuery.extend({
    type: itemType.optional(),
    tag: z.string().max(60).optional(),
    document_id: id.optional(),
    unused_days: z.coerce.number().int().min(1).max(3_650).optional(),
  }),
  responses: { 200: { description: 'One page: the latest version of each', schema: z.array(bankItem) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const listItemVersions = defineRoute({
  name: 'exams.listItemVersions',
  method: 'get',
  path: '/api/v1/items/{id}/versions',
  summary: 'Every version of an item, the latest first',
  access: user,
  params: idParams,
  responses: { 200: { description: 'The versions', schema: z.array(item) } },
  problems: { 404: ['ITEM_NOT_FOUND'] },
});
