import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { grantRole } from '../accounts.ts';
import type { Answer } from './client.ts';
import { freshEmail, type IdentityWorld, openIdentity, password } from './identity-world.ts';

describe('sessions over HTTP', () => {
  let opened: IdentityWorld;
  let runtime: IdentityWorld['runtime'];
  let world: IdentityWorld['world'];
  let client: IdentityWorld['client'];
  let auth: IdentityWorld['auth'];
  let register: IdentityWorld['register'];
  let me: IdentityWorld['me'];
  let statusOfMe: IdentityWorld['statusOfMe'];

  before(async () => {
    opened = await openIdentity();
    ({ runtime, world, client, auth, register, me, statusOfMe } = opened);
  });
  after(() => opened.close());

  describe('POST /auth/refresh', () => {
    const refresh = (token: string): Promise<Answer> => auth('refresh', { refresh_token: token });
    const age = (seconds: number): Promise<unknown> =>
      world.query(
        "UPDATE identity.refresh_tokens SET used_at = used_at - $1 * interval '1 s' WHERE used_at IS NOT NULL",
        [seconds],
      );

    it('200: a chain of successors, each of which works', async () => {
      let current = await register();
      for (let step = 0; step < 3; step += 1) {
        const { status, body } = await refresh(current.refresh_token);
        expect(status).to.equal(200);
        expect(body.data.refresh_token).not.to.equal(current.refresh_token);
        expect(await statusOfMe(body.data.access_token)).to.equal('ok');
        current = body.data;
      }
    });

    it('200: clients that refresh in parallel get the same successor, for 10 seconds', async () => {
      const { refresh_token } = await register();
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refresh_token)));
      expect(answers.map(({ status }) => status)).to.deep.equal(Array(8).fill(200));
      const successors = new Set(answers.map(({ body }) => body.data.refresh_token));
      expect(successors.size).to.equal(1);
      await age(9);
      expect((await refresh(refresh_token)).body.data.refresh_token).to.equal([...successors][0]);
      for (const { body } of answers) expect(await statusOfMe(body.data.access_token)).to.equal('ok');
    });

    it('401 REFRESH_TOKEN_REUSED: a token shown again later kills the family and its access tokens at once', async () => {
      const first = await register();
      const second = (await refresh(first.refresh_token)).body.data;
      const third = (await refresh(second.refresh_token)).body.data;
      await age(11);
      const stolen = await refresh(first.refresh_token);
      expect([stolen.status, stolen.body.code]).to.deep.equal([401, 'REFRESH_TOKEN_REUSED']);
      expect((await refresh(third.refresh_token)).body.code).to.equal('REFRESH_TOKEN_INVALID');
      for (const { access_token } of [first, second, third])
        expect(await statusOfMe(access_token)).to.equal('TOKEN_REVOKED');
      expect((await refresh(first.refresh_token)).body.code).to.equal('REFRESH_TOKEN_INVALID');
    });

    it('401 REFRESH_TOKEN_EXPIRED', async () => {
      const { refresh_token, user } = await register();
      await world.query(
        "UPDATE identity.refresh_tokens SET expires_at = now() - interval '1 s' WHERE session_id IN (SELECT id FROM identity.sessions WHERE user_id = $1)",
        [user.id],
      );
      expect((await refresh(refresh_token)).body.code).to.equal('REFRESH_TOKEN_EXPIRED');
    });

    it('401 REFRESH_TOKEN_INVALID: unknown, empty, an access token, a token of nobody', async () => {
      const { access_token } = await register();
      for (const token of [
        '',
        'x',
        `rt_${randomBytes(32).toString('base64url')}`,
        `rt_${'%00'.repeat(14)}x`,
      ]) {
        const { status, body } = await refresh(token);
        expect([status, body.code]).to.deep.equal([401, 'REFRESH_TOKEN_INVALID']);
      }
      expect((await refresh(access_token)).status).to.be.oneOf([401, 422]);
    });

    it('a refresh token is no access token', async () => {
      const { refresh_token } = await register();
      expect(await statusOfMe(refresh_token)).to.equal('TOKEN_INVALID');
    });

    it('200: works beside a stale access token in the header', async () => {
      const { refresh_token } = await register();
      expect((await auth('refresh', { refresh_token }, 'stale.token.here')).status).to.equal(200);
    });

    it('422: no token, or more than one', async () => {
      expect((await auth('refresh', {})).status).to.equal(422);
      expect((await auth('refresh', { refresh_token: 'a', user_id: 'b' })).status).to.equal(422);
    });

    it('stores no token that could be used', async () => {
      const { refresh_token } = await register();
      const successor = (await refresh(refresh_token)).body.data.refresh_token;
      const rows = await world.query(
        "SELECT encode(hash, 'escape') || encode(hash, 'hex') || encode(hash, 'base64') AS text FROM identity.refresh_tokens",
      );
      const stored =
        JSON.stringify(rows) + JSON.stringify(await world.query('SELECT * FROM identity.sessions'));
      for (const token of [refresh_token, successor]) expect(stored).not.to.include(token.slice(3));
      expect(world.lines.join('')).not.to.include(refresh_token);
    });
  });

  describe('POST /auth/logout', () => {
    it('204: ends the session with all its tokens at once, and no other', async () => {
      const email = freshEmail();
      const here = await register(email);
      const elsewhere = (await auth('login', { email, password })).body.data;
      const refreshed = (await auth('refresh', { refresh_token: here.refresh_token })).body.data;
      const { status, body } = await auth('logout', undefined, refreshed.access_token);
      expect([status, body]).to.deep.equal([204, undefined]);
      for (const token of [here.access_token, refreshed.access_token])
        expect(await statusOfMe(token)).to.equal('TOKEN_REVOKED');
      expect((await auth('refresh', { refresh_token: refreshed.refresh_token })).body.code).to.equal(
        'REFRESH_TOKEN_INVALID',
      );
      expect(await statusOfMe(elsewhere.access_token)).to.equal('ok');
    });

    it('401: without a token, with a forged one, and the second time', async () => {
      const { access_token } = await register();
      expect((await auth('logout')).body.code).to.equal('TOKEN_MISSING');
      expect((await auth('logout', undefined, `${access_token.slice(0, -8)}AAAAAAAA`)).body.code).to.equal(
        'TOKEN_INVALID',
      );
      expect((await auth('logout', undefined, access_token)).status).to.equal(204);
      expect((await auth('logout', undefined, access_token)).body.code).to.equal('TOKEN_REVOKED');
    });
  });

  describe('GET /.well-known/jwks.json', () => {
    it('200: the public keys as a bare set', async () => {
      const { status, body, headers } = await client.send('GET', '/.well-known/jwks.json');
      expect(status).to.equal(200);
      expect(body.keys).to.have.length(1);
      expect(body.keys[0]).to.include({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
      expect(JSON.stringify(body)).not.to.include('"d"');
      expect(headers.get('cache-control')).to.include('max-age');
    });
  });

  describe('a new role', () => {
    it('ends the access tokens with the old one; a refresh brings it', async () => {
      const email = freshEmail();
      const { access_token, refresh_token } = await register(email);
      await grantRole(runtime.database, runtime.access, {
        email,
        role: 'academic',
        actorId: null,
      });
      expect(await statusOfMe(access_token)).to.equal('TOKEN_REVOKED');
      const { body } = await auth('refresh', { refresh_token });
      expect(body.data.user.role).to.equal('academic');
      expect((await runtime.access.authenticateToken(body.data.access_token)).actor.role).to.equal(
        'academic',
      );
    });
  });

  describe('GET /me', () => {
    it('401: without a token', async () => {
      expect((await client.send('GET', '/api/v1/me')).body.code).to.equal('TOKEN_MISSING');
    });

    it('200: never shows the password hash', async () => {
      const { access_token } = await register();
      const { status, body } = await me(access_token);
      expect(status).to.equal(200);
      expect(JSON.stringify(body)).not.to.match(/password|argon2/);
    });
  });
});
