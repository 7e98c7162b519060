import { until } from '@scory/chassis/testing/harness.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient } from 'redis';
import { v7 as uuidv7 } from 'uuid';
import { createMaterialStore } from '../material/material-store.ts';
import { sweepLeftovers } from '../sweep.ts';
import { type ExamsWorld, newOwner, openExams } from './exams-world.ts';
import { factDocument } from './facts.ts';

describe('the life of an exam', function () {
  this.timeout(180_000);
  let lab: ExamsWorld;
  let hang = false;

  before(async () => {
    lab = await openExams({
      behave: () => (hang ? { kind: 'hang' } : undefined),
      environment: { MODEL_TIMEOUT_MS: '4000' },
    });
  });
  after(() => lab?.close());

  async function keys(prefix: string): Promise<string[]> {
    const found: string[] = [];
    for await (const key of lab.running.runtime.objects.list(prefix)) found.push(key);
    return found;
  }
  const post = (as: ReturnType<typeof newOwner>, body: Record<string, unknown>) =>
    lab.call('POST', '/api/v1/exams', { as, body });

  /** Tables, keys and objects that hold the words. */
  async function whereIs(words: string): Promise<string[]> {
    const found: string[] = [];
    const tables = await lab.world.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname IN ('exams', 'jobs', 'access', 'llm')`,
    );
    for (const { name } of tables) {
      const rows = await lab.world.query(
        `SELECT 1 AS hit FROM ${name} t WHERE t::text ILIKE '%' || $1 || '%' LIMIT 1`,
        [words],
      );
      if (rows.length > 0) found.push(name);
    }
    for (const key of await keys('exams')) {
      const bytes = await lab.running.runtime.objects.read(key);
      if (bytes?.includes(words)) found.push(key);
    }
    const client = await createClient({ url: lab.world.config.REDIS_URL }).connect();
    for await (const batch of client.scanIterator({ MATCH: `${lab.world.config.REDIS_PREFIX}*` }))
      for (const key of batch) {
        const text = await client.sendCommand(['DUMP', key]);
        if (String(text).includes(words)) found.push(key);
      }
    await client.close();
    return found;
  }

  it('leaves nothing of what it was made from when it is deleted but its questions in the bank', async () => {
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(9, 0, 'Quetzalcanary manual'));
    const asked = { document_ids: [id], counts: { mcq: 5, essay: 1 }, title: 'Xylocanary examination' };
    const { job, examId } = await lab.make(owner, asked);
    expect(job.status).to.equal('succeeded');
    const { items } = await lab.exam(owner, examId);
    expect(await whereIs('Xylocanary')).to.deep.equal(['exams.exams']);
    expect(await keys(`exams/${owner.owner_id}/`), 'its material is gone once it is made').to.deep.equal([]);
    const gone = await lab.call('DELETE', `/api/v1/exams/${examId}`, { as: owner });
    expect(gone.status).to.equal(204);
    expect((await lab.call('GET', `/api/v1/exams/${examId}`, { as: owner })).status).to.equal(404);
    expect((await lab.call('DELETE', `/api/v1/exams/${examId}`, { as: owner })).status).to.equal(404);
    expect(await whereIs('Xylocanary')).to.deep.equal([]);
    // Its job alone, which says that there was one, for as long as jobs are kept.
    for (const place of await whereIs(examId)) expect(place).to.match(/^jobs\.job/);
    const quote = items[0]?.sources[0]?.quote ?? '';
    expect(await whereIs(quote)).to.deep.equal(['exams.items']);
  });

  it('ends when its job is cancelled, and keeps no material', async () => {
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(9, 100));
    hang = true;
    const { body } = await post(owner, { document_ids: [id], counts: { mcq: 10 } });
    await until(
      'the model is asked',
      () => lab.model.requests.some(({ user }) => user.includes('Wanted:')),
      60_000,
    );
    await lab.call('POST', `/api/v1/jobs/${body.data.id}/cancel`, { as: owner });
    const job = await lab.ended(owner, body.data.id);
    hang = false;
    expect(job.status).to.equal('cancelled');
    await until(
      'the exam says so',
      async () => (await lab.exam(owner, body.metadata.exam_id)).status === 'failed',
    );
    expect((await lab.exam(owner, body.metadata.exam_id)).error?.code).to.equal('CANCELLED');
    await until('its material goes', async () => (await keys(`exams/${owner.owner_id}/`)).length === 0);
  });

  it('can be deleted while it is made; its job ends, and nothing comes back', async () => {
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(9, 200));
    hang = true;
    const before = lab.model.requests.length;
    const { body } = await post(owner, { document_ids: [id], counts: { mcq: 10 } });
    await until('the model is asked', () => lab.model.requests.length > before, 60_000);
    expect(
      (await lab.call('DELETE', `/api/v1/exams/${body.metadata.exam_id}`, { as: owner })).status,
    ).to.equal(204);
    hang = false;
    const job = await lab.ended(owner, body.data.id);
    expect(job.status).to.equal('cancelled');
    await until('its material is gone', async () => (await keys(`exams/${owner.owner_id}/`)).length === 0);
    expect((await lab.call('GET', '/api/v1/exams', { as: owner })).body.data).to.deep.equal([]);
  });

  it('follows the anonymous session to the account it signs in to, also while it is made', async () => {
    const [session, account] = [newOwner('anonymous'), newOwner()];
    const id = await lab.upload(session, factDocument(12, 300));
    const done = await lab.make(session, { document_ids: [id], counts: { mcq: 2 } });
    hang = true;
    const before = lab.model.requests.length;
    const { body } = await post(session, { document_ids: [id], counts: { numeric: 3 } });
    await until('the model is asked', () => lab.model.requests.length > before, 60_000);
    const { runtime } = lab.running;
    await runtime.database.transaction((tx) =>
      runtime.outbox.emit(tx, ownerMerged, {
        ownerId: account.owner_id,
        data: { from: session.owner_id, to: account.owner_id },
      }),
    );
    await until('both have moved', async () => {
      const { body: list } = await lab.call('GET', '/api/v1/exams', { as: account });
      return list.data.length === 2;
    });
    hang = false;
    const job = await lab.ended(account, body.data.id);
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    expect((await lab.exam(account, body.metadata.exam_id)).items).to.have.length(3);
    expect((await lab.exam(account, done.examId)).items).to.have.length(2);
    expect((await lab.call('GET', `/api/v1/exams/${done.examId}`, { as: session })).status).to.equal(404);
    const bank = await lab.call('GET', '/api/v1/items', { as: account });
    expect(bank.body.data).to.have.length(5);
  });

  it('is swept where a crash left it half made or half deleted', async () => {
    const [owner, id, half] = [newOwner(), uuidv7(), uuidv7()];
    const insert = `INSERT INTO exams.exams (id, owner_id, status, title, seed, request, job_id, updated_at)
      VALUES ($1, $2, $3, 'Left', 1, '{}', $4, now() - interval '1 hour')`;
    await lab.world.query(insert, [id, owner.owner_id, 'generating', uuidv7()]);
    await lab.world.query(insert, [half, owner.owner_id, 'deleting', uuidv7()]);
    await lab.running.runtime.objects.put(`exams/${owner.owner_id}/${half}/material.json`, Buffer.from('{}'));
    const { runtime } = lab.running;
    expect(await sweepLeftovers(runtime, createMaterialStore(runtime))).to.equal(2);
    const left = await lab.world.query('SELECT id FROM exams.exams WHERE owner_id = $1', [owner.owner_id]);
    expect(left).to.deep.equal([]);
    expect(await keys(`exams/${owner.owner_id}/`)).to.deep.equal([]);
  });
});
