import { run } from '@scory/chassis/run.ts';
import { routes } from '@scory/contracts/catalog.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { jobs } from '../roles.ts';
import { type AdminWorld, openAdminWorld } from './admin-world.ts';
import { heldCommand, newOwner } from './jobs-world.ts';

const prefix = '/api/v1/admin/';
const contracts = routes.filter(({ path }) => path.startsWith(prefix));

describe('the routes for administrators', () => {
  let lab: AdminWorld;
  let jobId: string;

  before(async () => {
    lab = await openAdminWorld();
    jobId = (await lab.ended(newOwner(), 'failed')).id;
  });
  after(() => lab?.close());

  const pathOf = (path: string): string =>
    path.replace('{id}', jobId).replace('{kind}', heldCommand.kind).slice('/api/v1/admin'.length);
  const bodies: Record<string, unknown> = {
    'jobs.retryJobs': { code: 'MODEL_UNAVAILABLE' },
    'jobs.cancelJobs': { kind: heldCommand.kind },
    'jobs.putPaused': { paused: true },
  };
  async function askAll(as: Actor | null, headers: Record<string, string> = {}): Promise<string[]> {
    const answers: string[] = [];
    for (const { name, method, path } of contracts) {
      const { status, body } = await lab.send(method.toUpperCase(), pathOf(path), bodies[name], as, headers);
      answers.push(`${status} ${body.code}`);
    }
    return [...new Set(answers)];
  }

  it('are for administrators, and are all on the internal listener', () => {
    expect(contracts.length).to.be.at.least(7);
    for (const { name, access, listener } of contracts) {
      expect(access, name).to.deep.equal({ kind: 'roles', roles: ['admin'] });
      expect(listener, name).to.equal('internal');
    }
  });

  it('401: without a token, and to API keys of whatever scope', async () => {
    expect(await askAll(null)).to.deep.equal(['401 TOKEN_MISSING']);
    const { key } = await lab.main.runtime.access.keys.create({ name: 'all', scopes: ['*'] });
    for (const given of [key, lab.world.config.AI_BACKEND_API_KEY as string])
      expect(await askAll(null, { 'X-API-Key': given })).to.deep.equal(['401 TOKEN_MISSING']);
    expect(await askAll(null, { Authorization: `Bearer ${key}` })).to.deep.equal(['401 TOKEN_INVALID']);
  });

  it('403: to students, academics and anonymous sessions, with a body or without; nothing changes and nothing is told', async () => {
    const before = await lab.row(jobId);
    for (const role of ['anonymous', 'student', 'academic'] as const)
      expect(await askAll({ ...newOwner(), role }), role).to.deep.equal(['403 ROLE_MISSING']);
    for (const { method, path } of contracts.filter((one) => one.method !== 'get')) {
      const { status } = await lab.send(method.toUpperCase(), pathOf(path), '{"broken', newOwner());
      expect(status, path).to.equal(403);
    }
    expect(await lab.row(jobId)).to.deep.equal(before);
    expect(await lab.world.query('SELECT 1 FROM access.audit')).to.deep.equal([]);
    expect(await lab.world.query('SELECT 1 FROM jobs.paused')).to.deep.equal([]);
  });

  it('401: an administrator whose token was revoked', async () => {
    const gone: Actor = { ...newOwner(), role: 'admin' };
    const stale = lab.authorization(gone);
    await lab.main.runtime.access.revoke([{ ownerId: gone.owner_id }]);
    expect(await askAll(null, stale)).to.deep.equal(['401 TOKEN_REVOKED']);
  });

  it('404: on the public listener in production, 200 on the internal one', async () => {
    const { world } = lab;
    const production = await run(
      {
        services: [jobs],
        roles: [{ service: jobs, part: 'api' }],
        commands: [heldCommand],
        subscriptions: [],
        version: '0.0.0',
      },
      { ...world.config, NODE_ENV: 'production' },
      world.log,
    );
    try {
      const ask = async (port: number | undefined, path: string): Promise<number> =>
        (await lab.send('GET', `http://127.0.0.1:${port}${path}`)).status;
      for (const { path } of contracts.filter(({ method }) => method === 'get')) {
        const full = `/api/v1/admin${pathOf(path)}`;
        expect(await ask(production.ports.public, full), path).to.equal(404);
        expect(await ask(production.ports.internal, full), path).to.equal(200);
      }
      expect(await ask(production.ports.internal, `${prefix}jobs/${uuidv7()}`)).to.equal(404);
    } finally {
      await production.stop();
    }
  });
});
