import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { retrySql } from '@scory/chassis/jobs/operator-statements.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { type StandIn, startStandIn } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { sweepLeftovers } from '../sweep.ts';
import { bookPdf } from './book-pdf.ts';
import { actorOf, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';

interface Part extends Record<string, unknown> {
  kind: string;
  status: string;
  /** Started runs. */
  runs: number;
}

describe('long documents', function () {
  this.timeout(120_000);
  let lab: DocumentsWorld;
  let model: StandIn;
  let environment: Record<string, string>;

  before(async () => {
    model = await startStandIn();
    environment = {
      UPLOAD_MAX_BYTES: '20000000',
      JOB_LEASE_MS: '1500',
      EMBEDDING_BASE_URL: `${model.url}/v1`,
      EMBEDDING_MODEL: 'stand-in',
      EMBEDDING_DIMENSIONS: '64',
    };
    lab = await openDocumentsWorld(environment);
  });
  after(async () => {
    await lab?.world.close();
    await model.close();
  });
  afterEach('nothing is left between parts', () =>
    until('no part is left in the store', async () => (await parts()).length === 0, 20_000),
  );

  async function parts(world = lab): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of world.running.runtime.objects.list('ingest/')) keys.push(key);
    return keys;
  }
  const jobsOf = (parent: string, kind: string, world = lab): Promise<Part[]> =>
    world.world.query<Part>(
      'SELECT kind, status, runs FROM jobs.job WHERE parent_id = $1 AND kind = $2 ORDER BY id',
      [parent, kind],
    );
  const begin = async (content: Buffer, actor = lab.owner, world = lab) => {
    const { body } = await world.upload({ content }, { actor, headers: { Prefer: 'respond-async' } });
    return { job: body.data.id as string, id: body.metadata.document_id as string };
  };
  const ended = async (job: string, actor: Actor = lab.owner, world = lab): Promise<JobView> => {
    const view = await world.running.runtime.jobs.wait(job, actor.owner_id, 60_000);
    expect(view?.finished_at, JSON.stringify(view)).to.be.a('string');
    return view!;
  };
  const found = async (query: string, actor: Actor = lab.owner) =>
    (
      await lab.call('POST', '/api/v1/search', {
        actor,
        // The stand-in's vectors mean little: what shares a word may come late.
        body: JSON.stringify({ query, limit: 50 }),
        headers: { 'Content-Type': 'application/json' },
      })
    ).body.data;
  const statusOf = async (id: string, actor = lab.owner) =>
    (await lab.call('GET', `/api/v1/documents/${id}`, { actor })).body.data?.status;

  it('are read in ranges and embedded in groups, and are then what a short one is', async () => {
    const progress: string[] = [];
    const { job, id } = await begin(await bookPdf(120, 1));
    const unwatch = await lab.running.runtime.live.watch(job, ({ progress: told }) => {
      if (told) progress.push(`${told.phase} ${told.total}`);
    });
    const { status, result, warnings } = await ended(job);
    unwatch();
    expect([status, warnings]).to.deep.equal(['succeeded', []]);
    expect(result).to.deep.include({ document_id: id, pages: 120, version: 1 });
    expect(await jobsOf(job, 'documents.read-pages')).to.have.length(3);
    const [{ passages = 0 } = {}] = await lab.world.query<{ passages: number }>(
      `SELECT count(*)::int AS passages FROM documents.vectors_1 WHERE document_id = $1`,
      [id],
    );
    expect(passages).to.be.above(128);
    expect(await jobsOf(job, 'documents.embed-passages')).to.have.length(Math.ceil(passages / 64));
    expect(new Set(progress)).to.deep.equal(new Set(['extract 120', `embed ${passages}`]));
    const passage = (await found('marker77of1')).find(({ text }: { text: string }) =>
      /marker77of1/.test(text),
    );
    expect(passage?.places.map(({ page }: { page: number }) => page)).to.include(77);
    expect(passage.document).to.deep.include({ id, version: 1 });
    expect(await lab.keysOf(lab.owner, id)).to.have.length(2);
  });

  it('of few pages stay one job', async () => {
    const { job } = await begin(await bookPdf(20, 2));
    expect(await ended(job)).to.deep.include({ status: 'succeeded' });
    const [{ parts: amount } = {}] = await lab.world.query(
      'SELECT count(*)::int AS parts FROM jobs.job WHERE parent_id = $1',
      [job],
    );
    expect(amount).to.equal(0);
  });

  it('are read once, by the first of two owners, also while the first is in the middle', async () => {
    const [one, other] = [actorOf(uuidv7()), actorOf(uuidv7())];
    const content = await bookPdf(150, 3);
    const first = await begin(content, one);
    await until(
      'parts are under way',
      async () => (await jobsOf(first.job, 'documents.read-pages')).length > 0,
    );
    const second = await begin(content, other);
    expect(await ended(first.job, one)).to.include({ status: 'succeeded' });
    expect(await ended(second.job, other)).to.include({ status: 'succeeded' });
    expect(await jobsOf(second.job, 'documents.read-pages')).to.deep.equal([]);
    expect((await found('marker88of3', one))[0].document.id).to.equal(first.id);
    const theirs = await found('marker88of3', other);
    expect(theirs[0].document.id).to.equal(second.id);
    expect(theirs.every(({ document }: { document: { id: string } }) => document.id === second.id)).to.equal(
      true,
    );
  });

  it('are read by the second owner where the first gives up in the middle', async () => {
    const [one, other] = [actorOf(uuidv7()), actorOf(uuidv7())];
    const content = await bookPdf(200, 4);
    const first = await begin(content, one);
    await until('a part is there', async () => (await parts()).length > 0);
    const second = await begin(content, other);
    await lab.call('POST', `/api/v1/jobs/${first.job}/cancel`, { actor: one });
    expect((await ended(first.job, one)).status).to.equal('cancelled');
    expect(await ended(second.job, other)).to.include({ status: 'succeeded' });
    expect(await jobsOf(second.job, 'documents.read-pages')).to.have.length(4);
    expect(await found('marker99of4', one)).to.deep.equal([]);
  });

  for (const [what, end, code] of [
    ['a cancel', (job: string) => lab.call('POST', `/api/v1/jobs/${job}/cancel`), 'CANCELLED'],
    [
      'a deadline',
      (job: string) =>
        lab.world.query(
          "UPDATE jobs.job SET deadline_at = now() - interval '1 s', due_at = now() WHERE id = $1",
          [job],
        ),
      'EXPIRED',
    ],
    [
      'a range that cannot be read',
      (job: string) =>
        lab.world.query(
          "UPDATE documents.readings SET error_code = 'EXTRACT_TIMEOUT', error_message = 'Too slow' WHERE job_id = $1",
          [job],
        ),
      'EXTRACT_TIMEOUT',
    ],
  ] as const)
    it(`${what} in the middle leaves the document failed and nothing in the store`, async () => {
      const { job, id } = await begin(await bookPdf(300, code.length));
      await until('a part is there', async () => (await parts()).length > 0);
      await end(job);
      const { error } = await ended(job);
      expect(error?.code).to.equal(code);
      await until('the document says so', async () => (await statusOf(id)) === 'failed');
      await until('no part is left', async () => (await parts()).length === 0);
      expect(await lab.keysOf(lab.owner, id)).to.deep.equal([`documents/${lab.owner.owner_id}/${id}/file`]);
    });

  it('are read after all when an operator tries a failed job again, though its parts are gone', async () => {
    const { job, id } = await begin(await bookPdf(300, 40));
    await until('a part is there', async () => (await parts()).length > 0);
    await lab.world.query(
      "UPDATE documents.readings SET error_code = 'EXTRACT_TIMEOUT', error_message = 'Too slow' WHERE job_id = $1",
      [job],
    );
    expect((await ended(job)).status).to.equal('failed');
    await until('the document says so', async () => (await statusOf(id)) === 'failed');
    expect(await lab.world.query(retrySql, [[job]])).to.have.length(1);
    await until('it is ready', async () => (await statusOf(id)) === 'ready', 30_000);
    expect(await ended(job)).to.deep.include({ status: 'succeeded' });
    expect((await lab.call('GET', `/api/v1/documents/${id}`)).body.data).to.deep.include({
      pages: 300,
      error: null,
    });
  });

  it('that are deleted in the middle leave nothing at all', async () => {
    const { job, id } = await begin(await bookPdf(250, 30));
    await until('a part is there', async () => (await parts()).length > 0);
    expect((await lab.call('DELETE', `/api/v1/documents/${id}`)).status).to.equal(204);
    expect((await ended(job)).status).to.equal('cancelled');
    await until('no part is left', async () => (await parts()).length === 0);
    expect(await lab.keysOf(lab.owner, id)).to.deep.equal([]);
    expect(await lab.world.query('SELECT * FROM documents.readings')).to.deep.equal([]);
  });

  it('whose parts outlive their job are swept', async () => {
    const { objects } = lab.running.runtime;
    const key = `ingest/${lab.owner.owner_id}/${uuidv7()}/pages-1-50`;
    await objects.put(key, Buffer.from('left'));
    await sweepLeftovers(lab.running.runtime);
    expect(await objects.exists(key)).to.equal(false);
  });

  it('go on after a worker is killed: only ranges that were not there are read again', async () => {
    const edge = await openDocumentsWorld(environment, ['documents.api', 'jobs.api']);
    const workers: ChildProcess[] = [];
    const startWorker = (): ChildProcess => {
      const worker = fork(new URL('worker-process.ts', import.meta.url), [
        JSON.stringify(edge.world.environment),
      ]);
      workers.push(worker);
      return worker;
    };
    try {
      const first = startWorker();
      const { job } = await begin(await bookPdf(300, 5), edge.owner, edge);
      const ranges = () => jobsOf(job, 'documents.read-pages', edge);
      await until(
        'some ranges are read, and others are not',
        async () => {
          const all = await ranges();
          return (
            all.filter(({ status }) => status === 'succeeded').length >= 2 &&
            all.some(({ status }) => status === 'running')
          );
        },
        30_000,
      );
      first.kill('SIGKILL');
      await once(first, 'exit');
      const before = await ranges();
      const done = before.filter(({ status }) => status === 'succeeded').length;
      expect(done).to.be.within(2, before.length - 1);
      startWorker();
      expect(await ended(job, edge.owner, edge)).to.include({ status: 'succeeded' });
      const after = await ranges();
      expect(after).to.have.length(before.length);
      for (const [index, range] of before.entries())
        if (range.status === 'succeeded') expect(after[index]!.runs, `range ${index}`).to.equal(range.runs);
      const again = after.filter(({ runs }) => runs > 1).length;
      expect(again).to.be.within(1, before.length - done);
      await until('no part is left', async () => (await parts(edge)).length === 0);
    } finally {
      for (const worker of workers) worker.kill('SIGKILL');
      await edge.world.close();
    }
  });
});
