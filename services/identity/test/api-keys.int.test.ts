import { randomUUID } from 'node:crypto';
import type { SignedInView } from '@scory/contracts/identity/account.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Answer } from './client.ts';
import { type IdentityWorld, openIdentity } from './identity-world.ts';

describe('API keys over HTTP', () => {
  let opened: IdentityWorld;
  let runtime: IdentityWorld['runtime'];
  let client: IdentityWorld['client'];
  let register: IdentityWorld['register'];
  let admin: IdentityWorld['admin'];
  let boss: SignedInView;

  before(async () => {
    opened = await openIdentity();
    ({ runtime, client, register, admin } = opened);
    boss = await admin();
  });
  after(() => opened.close());

  const send = (
    method: string,
    path: string,
    body?: unknown,
    token: string | undefined = boss.access_token,
  ): Promise<Answer> => opened.send(method, path, body, token);

  describe('API keys', () => {
    it('201, 200, 204: made and shown once, listed without it, revoked', async () => {
      const { status, body } = await send('POST', '/api-keys', { name: 'back end', scopes: ['ai'] });
      expect(status).to.equal(201);
      const { key, ...view } = body.data;
      expect((await runtime.access.authenticateKey(key)).scopes).to.deep.equal(['ai']);
      const list = await send('GET', '/api-keys?limit=1');
      expect(list.body.data).to.deep.equal([{ ...view, last_used_at: list.body.data[0].last_used_at }]);
      expect(JSON.stringify(list.body)).not.to.include(key);
      expect((await send('DELETE', `/api-keys/${view.id}`)).status).to.equal(204);
      await send('POST', '/api-keys', { name: 'another', scopes: ['*'], owner_id: boss.user.id });
      const page = await send('GET', '/api-keys?limit=1');
      const next = await send('GET', `/api-keys?limit=1&cursor=${page.body.metadata.next_cursor}`);
      expect(next.body.data[0].id).to.equal(view.id);
      expect(next.body.data[0].revoked_at).to.be.a('string');
    });

    it('401 and 403: for administrators only', async () => {
      const student = await register();
      for (const [method, path] of [
        ['GET', '/api-keys'],
        ['POST', '/api-keys'],
        ['DELETE', `/api-keys/${randomUUID()}`],
      ] as const) {
        const body = method === 'POST' ? { name: 'x', scopes: ['*'] } : undefined;
        expect((await client.send(method, `/api/v1${path}`, { body })).status).to.equal(401);
        expect((await send(method, path, body, student.access_token)).status).to.equal(403);
      }
    });

    it('404, 422, 400: an unknown key, a bad scope, a foreign cursor', async () => {
      expect((await send('DELETE', `/api-keys/${randomUUID()}`)).body.code).to.equal('API_KEY_NOT_FOUND');
      for (const body of [
        { name: 'x', scopes: [] },
        { name: 'x', scopes: ['a b'] },
        { name: 'x', scopes: ['ai', 'ai'] },
        { name: 'x', scopes: ['ai'], hash: 'y' },
      ]) {
        expect((await send('POST', '/api-keys', body)).status).to.equal(422);
      }
      expect(
        (await send('POST', '/api-keys', { name: 'x', scopes: ['ai'], owner_id: randomUUID() })).body.code,
      ).to.equal('OWNER_UNKNOWN');
      expect((await send('GET', '/api-keys?cursor=abc')).body.code).to.equal('CURSOR_INVALID');
    });
  });
});
