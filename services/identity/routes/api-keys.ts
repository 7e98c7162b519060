/** API keys, for administrators. */
import { writeAudit } from '@scory/chassis/access/audit.ts';
import type { AccessControl, ApiKeyView } from '@scory/chassis/access.ts';
import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import type { Database } from '@scory/chassis/database.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import {
  type ApiKeyBody,
  deleteApiKey,
  listApiKeys,
  postApiKey,
} from '@scory/contracts/identity/api-keys.ts';
import { findUser } from '../store/users.ts';

const body = (key: ApiKeyView): ApiKeyBody => ({
  id: key.id,
  name: key.name,
  hint: key.hint,
  scopes: key.scopes,
  owner_id: key.ownerId,
  created_at: key.createdAt.toISOString(),
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  revoked_at: key.revokedAt?.toISOString() ?? null,
});

export function apiKeyRoutes(database: Database, access: AccessControl): Route[] {
  return [
    route(listApiKeys, async ({ query: { limit, cursor } }) => {
      const page = await access.keys.list({ limit: limit + 1, before: decodeCursor(cursor, {}) });
      const shown = page.slice(0, limit);
      const last = shown.at(-1);
      return {
        data: shown.map(body),
        metadata: { next_cursor: page.length > limit && last ? encodeCursor(last.id, {}) : null },
      };
    }),
    route(postApiKey, async (request) => {
      const { name, scopes, owner_id: ownerId } = request.body;
      if (ownerId !== undefined && !(await findUser(database, ownerId)))
        throw new Problem(422, 'OWNER_UNKNOWN', 'There is no such user');
      const { key, view } = await database.transaction(async (tx) => {
        const made = await access.keys.create({ id: request.newId, name, scopes, ownerId }, tx);
        await writeAudit(tx, {
          actorId: caller(request).owner_id,
          action: 'api-key.created',
          subject: made.view.id,
          details: { name, scopes },
        });
        return made;
      });
      return { status: 201, data: { ...body(view), key }, headers: { 'Cache-Control': 'no-store' } };
    }),
    route(deleteApiKey, async (request) => {
      const { id } = request.params;
      await database.transaction(async (tx) => {
        if (!(await access.keys.revoke(id, tx))) throw notFound('The API key', 'API_KEY_NOT_FOUND');
        await writeAudit(tx, { actorId: caller(request).owner_id, action: 'api-key.revoked', subject: id });
      });
      return { status: 204 };
    }),
  ];
}
