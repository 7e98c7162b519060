import { type ChildProcess, fork } from 'node:child_process';
import { testEnvironment, until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type ExamsWorld, newOwner, openExams } from './exams-world.ts';
import { factDocument } from './facts.ts';

describe('an exam whose worker dies', function () {
  this.timeout(180_000);
  let lab: ExamsWorld;
  let hang = false;
  const children: ChildProcess[] = [];

  async function startWorker(): Promise<ChildProcess> {
    const child = fork(new URL('worker-process.ts', import.meta.url), {
      env: { PATH: testEnvironment().PATH, ...lab.world.environment, EDGE_URL: lab.running.url },
    });
    children.push(child);
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
    });
    return child;
  }

  before(async () => {
    lab = await openExams({
      roles: ['api', 'documents.worker', 'jobs.worker'],
      behave(request) {
        const asksForThird = request.user.includes('Wanted:') && hang && lab.maker.calls.make >= 2;
        return asksForThird ? { kind: 'hang' } : undefined;
      },
    });
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await lab?.close();
  });

  it('has only the batches made again that were not there', async () => {
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(30, 0));
    hang = true;
    const worker = await startWorker();
    const { body } = await lab.call('POST', '/api/v1/exams', {
      as: owner,
      body: { document_ids: [id], counts: { mcq: 15 } },
    });
    const parts = async () =>
      (await lab.call('GET', `/api/v1/jobs?parent=${body.data.id}`, { as: owner })).body.data as {
        status: string;
      }[];
    await until(
      'two batches are made and one hangs',
      async () => (await parts()).filter(({ status }) => status === 'succeeded').length === 2,
      60_000,
    );
    worker.kill('SIGKILL');
    hang = false;
    await startWorker();
    const job = await lab.ended(owner, body.data.id);
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    expect(lab.maker.calls).to.deep.equal({ make: 3, solve: 3 });
    expect((await lab.exam(owner, body.metadata.exam_id)).item_count).to.equal(15);
  });
});
