import { randomUUID } from 'node:crypto';
import type { SignedInView } from '@scory/contracts/identity/account.ts';
import type { AuditLine } from '@scory/contracts/system/audit.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type IdentityWorld, openIdentity } from './identity-world.ts';

describe('GET /admin/audit', () => {
  let opened: IdentityWorld;
  let boss: SignedInView;
  let faculty: string;
  let since: string;

  const read = async (query = '', token: string = boss.access_token) => {
    const { status, body } = await opened.send('GET', `/admin/audit${query}`, undefined, token);
    return { status, body, lines: (body.data ?? []) as AuditLine[] };
  };
  const make = async (path: string): Promise<string> => {
    const body = { code: `C${randomUUID().slice(0, 8)}`, name: 'A name' };
    return (await opened.send('POST', path, body, boss.access_token)).body.data.id;
  };

  before(async () => {
    opened = await openIdentity();
    boss = await opened.admin();
    since = (await read('?limit=1')).lines[0]?.occurred_at as string;
    faculty = await make('/faculties');
    await make(`/faculties/${faculty}/departments`);
  });
  after(() => opened.close());

  it('200: shows every line once, the newest first, page by page', async () => {
    const all = (await read()).lines;
    expect(all.map(({ action }) => action)).to.deep.equal([
      'departments.created',
      'faculties.created',
      'role.granted',
      'user.registered',
    ]);
    const paged: AuditLine[] = [];
    let query = '?limit=1';
    for (;;) {
      const { lines, body } = await read(query);
      paged.push(...lines);
      if (body.metadata.next_cursor === null) break;
      query = `?limit=1&cursor=${body.metadata.next_cursor}`;
    }
    expect(paged).to.deep.equal(all);
  });

  it('200: tells who, what, in which request, and for the shell whoever was logged in there', async () => {
    const [line] = (await read('?action=faculties.created')).lines;
    expect(line).to.include({ actor_id: boss.user.id, action: 'faculties.created', subject: faculty });
    expect(line?.request_id).to.be.a('string');
    const [granted] = (await read('?actor=shell')).lines;
    expect(granted).to.include({ actor_id: null, action: 'role.granted', subject: boss.user.id });
    expect(granted?.details.os_user).to.be.a('string');
  });

  it('200: takes filters by actor, action, subject and time', async () => {
    const actions = async (query: string) => (await read(query)).lines.map(({ action }) => action);
    expect(await actions(`?actor=${boss.user.id}`)).to.have.length(3);
    expect(await actions(`?actor=${boss.user.id}&action=user.registered`)).to.deep.equal(['user.registered']);
    expect(await actions(`?subject=${boss.user.id}`)).to.deep.equal(['role.granted', 'user.registered']);
    expect(await actions(`?since=${since}`))
      .to.include('faculties.created')
      .and.not.include('user.registered');
    expect(await actions('?since=2999-01-01T00:00:00Z')).to.deep.equal([]);
    expect(await actions(`?subject=${encodeURIComponent("' OR true --")}`)).to.deep.equal([]);
  });

  it('400: a cursor of other filters or of none, and values that no filter has', async () => {
    const cursor = (await read('?limit=1&actor=shell')).body.metadata.next_cursor;
    expect(cursor).to.equal(null);
    const other = (await read('?limit=1')).body.metadata.next_cursor;
    for (const query of [`?cursor=${other}x`, `?actor=shell&cursor=${other}`, '?cursor=abc'])
      expect((await read(query)).body.code, query).to.equal('CURSOR_INVALID');
    for (const query of [
      '?limit=0',
      '?limit=101',
      '?actor=me',
      '?action=everything',
      '?subject=',
      `?subject=${'x'.repeat(201)}`,
      '?since=yesterday',
      '?details=x',
      '?__proto__=x',
    ])
      expect((await read(query)).body.code, query).to.equal('VALIDATION_FAILED');
  });

  it('401 and 403: for administrators only', async () => {
    expect((await opened.client.send('GET', '/api/v1/admin/audit')).status).to.equal(401);
    for (const { access_token } of [await opened.register(), await opened.anonymous()])
      expect((await read('', access_token)).body.code).to.equal('ROLE_MISSING');
  });

  it('405: nobody writes to it or takes out of it', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await opened.send(method, '/admin/audit', undefined, boss.access_token)).status).to.equal(405);
  });
});
