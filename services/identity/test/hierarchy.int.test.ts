import { randomUUID } from 'node:crypto';
import type { SignedInView } from '@scory/contracts/identity/account.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Answer } from './client.ts';
import { type IdentityWorld, openIdentity } from './identity-world.ts';

describe('faculties, departments and semesters over HTTP', () => {
  let opened: IdentityWorld;
  let world: IdentityWorld['world'];
  let client: IdentityWorld['client'];
  let register: IdentityWorld['register'];
  let anonymous: IdentityWorld['anonymous'];
  let admin: IdentityWorld['admin'];
  let boss: SignedInView;

  before(async () => {
    opened = await openIdentity();
    ({ world, client, register, anonymous, admin } = opened);
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

  it('200: is open to everybody, without a token', async () => {
    const { id, code } = await make('/faculties');
    const list = await client.send('GET', '/api/v1/faculties');
    expect(list.status).to.equal(200);
    expect(list.body.data.map((one: { id: string }) => one.id)).to.include(id);
    expect((await client.send('GET', `/api/v1/faculties/${id}`)).body.data.code).to.equal(code);
  });

  it('200, 201, 204: departments and semesters of a faculty, made, changed, listed, removed', async () => {
    const faculty = await make('/faculties');
    for (const [kind, extra] of [
      ['departments', {}],
      ['semesters', { starts_on: '2026-10-01', ends_on: '2027-03-31' }],
    ] as const) {
      const one = await make(`/faculties/${faculty.id}/${kind}`, extra);
      const changed = await send('PUT', `/${kind}/${one.id}`, {
        code: one.code,
        name: 'Renamed',
        ...extra,
      });
      expect([changed.status, changed.body.data.name]).to.deep.equal([200, 'Renamed']);
      const { body } = await client.send('GET', `/api/v1/faculties/${faculty.id}/${kind}`);
      expect(body.data).to.deep.equal([changed.body.data]);
      expect(body.data[0]).to.include({ faculty_id: faculty.id, ...extra });
      expect((await send('DELETE', `/faculties/${faculty.id}`)).body.code).to.equal('FACULTY_IN_USE');
      expect((await send('DELETE', `/${kind}/${one.id}`)).status).to.equal(204);
      expect((await send('DELETE', `/${kind}/${one.id}`)).status).to.equal(404);
    }
    const renamed = await send('PUT', `/faculties/${faculty.id}`, { code: faculty.code, name: 'Arts' });
    expect([renamed.status, renamed.body.data.name]).to.deep.equal([200, 'Arts']);
    expect((await send('DELETE', `/faculties/${faculty.id}`)).status).to.equal(204);
    expect((await send('GET', `/faculties/${faculty.id}`)).body.code).to.equal('FACULTY_NOT_FOUND');
  });

  it('401 and 403: written by administrators only', async () => {
    const { id } = await make('/faculties');
    const student = await register();
    const guest = await anonymous();
    for (const [method, path] of [
      ['POST', '/faculties'],
      ['PUT', `/faculties/${id}`],
      ['DELETE', `/faculties/${id}`],
      ['POST', `/faculties/${id}/departments`],
      ['POST', `/faculties/${id}/semesters`],
      ['PUT', `/departments/${id}`],
      ['DELETE', `/semesters/${id}`],
    ] as const) {
      const body = method === 'DELETE' ? undefined : { code: freshCode(), name: 'x' };
      expect((await client.send(method, `/api/v1${path}`, { body })).status, `${method} ${path}`).to.equal(
        401,
      );
      for (const { access_token } of [student, guest]) {
        expect((await send(method, path, body, access_token)).body.code, `${method} ${path}`).to.equal(
          'ROLE_MISSING',
        );
      }
    }
  });

  it('404: children of a faculty that does not exist', async () => {
    for (const kind of ['departments', 'semesters']) {
      expect((await send('GET', `/faculties/${randomUUID()}/${kind}`)).body.code).to.equal(
        'FACULTY_NOT_FOUND',
      );
      expect(
        (await send('POST', `/faculties/${randomUUID()}/${kind}`, { code: freshCode(), name: 'x' })).body
          .code,
      ).to.equal('FACULTY_NOT_FOUND');
      expect(
        (await send('PUT', `/${kind}/${randomUUID()}`, { code: freshCode(), name: 'x' })).status,
      ).to.equal(404);
    }
  });

  it('409 CODE_TAKEN: within the same parent, in any letters', async () => {
    const { code } = await make('/faculties');
    expect((await send('POST', '/faculties', { code: code.toLowerCase(), name: 'x' })).body.code).to.equal(
      'CODE_TAKEN',
    );
    const other = await make('/faculties');
    expect((await send('PUT', `/faculties/${other.id}`, { code, name: 'x' })).body.code).to.equal(
      'CODE_TAKEN',
    );
  });

  it('201: the same Idempotency-Key makes one faculty', async () => {
    const options = {
      body: { code: freshCode(), name: 'Once' },
      token: boss.access_token,
      headers: { 'Idempotency-Key': randomUUID() },
    };
    const [one, two] = [
      await client.send('POST', '/api/v1/faculties', options),
      await client.send('POST', '/api/v1/faculties', options),
    ];
    expect([one.status, two.status]).to.deep.equal([201, 201]);
    expect(two.body.data.id).to.equal(one.body.data.id);
  });

  it('422 and 400: unknown fields, a semester that ends before it starts, a path that is no id', async () => {
    const { id } = await make('/faculties');
    for (const body of [{}, { code: 'a b', name: 'x' }, { code: freshCode(), name: 'x', id: randomUUID() }]) {
      expect((await send('POST', '/faculties', body)).status).to.equal(422);
    }
    const backwards = { code: freshCode(), name: 'x', starts_on: '2027-01-01', ends_on: '2026-01-01' };
    expect((await send('POST', `/faculties/${id}/semesters`, backwards)).status).to.equal(422);
    expect((await send('GET', "/faculties/1'--")).status).to.equal(400);
  });

  it('every change is in the audit log, which nobody can change', async () => {
    const { id } = await make('/faculties');
    const [line] = await world.query<{ actor_id: string; action: string; request_id: string }>(
      'SELECT * FROM access.audit WHERE subject = $1',
      [id],
    );
    expect(line).to.include({ actor_id: boss.user.id, action: 'faculties.created' });
    expect(line?.request_id).to.be.a('string');
    for (const sql of [
      'DELETE FROM access.audit',
      "UPDATE access.audit SET action = 'x'",
      'TRUNCATE access.audit',
    ]) {
      expect(
        await world.query(sql).then(
          () => 'done',
          (error: Error) => error.message,
        ),
      ).to.include('append-only');
    }
  });
});
