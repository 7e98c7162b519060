import { randomUUID } from 'node:crypto';
import type { SignedInView } from '@scory/contracts/identity/account.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Answer } from './client.ts';
import { freshEmail, type IdentityWorld, openIdentity } from './identity-world.ts';

describe('the profile over HTTP', () => {
  let opened: IdentityWorld;
  let runtime: IdentityWorld['runtime'];
  let client: IdentityWorld['client'];
  let auth: IdentityWorld['auth'];
  let register: IdentityWorld['register'];
  let admin: IdentityWorld['admin'];
  let me: IdentityWorld['me'];
  let boss: SignedInView;

  before(async () => {
    opened = await openIdentity();
    ({ runtime, client, auth, register, admin, me } = opened);
    boss = await admin();
  });
  after(() => opened.close());

  const send = (
    method: string,
    path: string,
    body?: unknown,
    token: string | undefined = boss.access_token,
  ): Promise<Answer> => opened.send(method, path, body, token);
  const freshCode = (): string => `C${randomUUID().slice(0, 8)}`;
  async function make(path: string, extra: object = {}): Promise<{ id: string; code: string }> {
    const { status, body } = await send('POST', path, { code: freshCode(), name: 'A name', ...extra });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body.data;
  }

  describe('PUT /me', () => {
    const put = (token: string, body: unknown): Promise<Answer> => send('PUT', '/me', body, token);

    it('200: changes what is given and leaves the rest', async () => {
      const { access_token } = await register();
      const { status, body } = await put(access_token, {
        preferred_reading_level: 'beginner',
        timezone: 'Europe/Berlin',
        locale: 'de-CH',
      });
      expect(status).to.equal(200);
      expect(body.data).to.include({
        name: 'Ada',
        preferred_reading_level: 'beginner',
        timezone: 'Europe/Berlin',
        locale: 'de-CH',
      });
      expect((await put(access_token, { name: null })).body.data).to.include({
        name: null,
        locale: 'de-CH',
      });
      expect((await put(access_token, {})).status).to.equal(200);
    });

    it('200: places the user; another faculty takes department and semester away; the token follows at the next refresh', async () => {
      const { access_token, refresh_token } = await register();
      const [one, two] = [await make('/faculties'), await make('/faculties')];
      const department = await make(`/faculties/${one.id}/departments`);
      const semester = await make(`/faculties/${one.id}/semesters`);
      const place = { faculty_id: one.id, department_id: department.id, semester_id: semester.id };
      const placed = await put(access_token, place);
      expect(placed.body.data, JSON.stringify(placed.body)).to.include(place);
      const refreshed = (await auth('refresh', { refresh_token })).body.data;
      const { actor } = await runtime.access.authenticateToken(refreshed.access_token);
      expect([actor.faculty_id, actor.semester_id]).to.deep.equal([one.id, semester.id]);
      const again = await put(access_token, { faculty_id: one.id });
      expect(again.body.data, JSON.stringify(again.body)).to.include(place);
      expect((await put(access_token, { faculty_id: two.id })).body.data).to.include({
        faculty_id: two.id,
        department_id: null,
        semester_id: null,
      });
      expect((await send('DELETE', `/faculties/${two.id}`)).body.code).to.equal('FACULTY_IN_USE');
      expect((await put(access_token, { faculty_id: null })).body.data.faculty_id).to.equal(null);
    });

    it('422: a place that does not exist or does not belong together', async () => {
      const { access_token } = await register();
      const [one, two] = [await make('/faculties'), await make('/faculties')];
      const department = await make(`/faculties/${one.id}/departments`);
      const semester = await make(`/faculties/${one.id}/semesters`);
      const codeOf = async (body: object): Promise<string> => (await put(access_token, body)).body.code;
      expect(await codeOf({ faculty_id: randomUUID() })).to.equal('FACULTY_UNKNOWN');
      expect(await codeOf({ department_id: department.id })).to.equal('DEPARTMENT_UNKNOWN');
      expect(await codeOf({ faculty_id: two.id, department_id: department.id })).to.equal(
        'DEPARTMENT_UNKNOWN',
      );
      expect(await codeOf({ faculty_id: two.id, semester_id: semester.id })).to.equal('SEMESTER_UNKNOWN');
    });

    it("422: fields that are not the user's to change, and values that are none", async () => {
      const { access_token } = await register();
      for (const body of [
        { role: 'admin' },
        { email: freshEmail() },
        { id: randomUUID() },
        '{"__proto__":{"role":"admin"}}',
        { timezone: 'Mars/Base' },
        { locale: 'not a locale' },
        { preferred_reading_level: 'expert' },
        { merged_into: null },
      ]) {
        expect((await put(access_token, body)).status, JSON.stringify(body)).to.equal(422);
      }
      expect((await me(access_token)).body.data.role).to.equal('student');
    });

    it('401: without a token', async () => {
      expect((await client.send('PUT', '/api/v1/me', { body: {} })).status).to.equal(401);
    });
  });
});
