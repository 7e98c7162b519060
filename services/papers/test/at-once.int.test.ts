import { until } from '@scory/chassis/testing/harness.ts';
import { documents } from '@scory/documents/roles.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { newContent, newName, newOwner, openPapers, type PapersWorld, sentences } from './papers-world.ts';

describe('papers when things happen at once', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers({ services: [documents] });
  });
  after(() => lab?.close());

  it('three levels of one paper that end at once all stay, each counted', async () => {
    const owner = newOwner();
    const body = { scholar_id: 'levels', paper_content: newContent() };
    const levels = ['beginner', 'intermediate', 'advanced'];
    lab.gate.shut();
    const answers = await Promise.all(
      levels.map((reading_level) => lab.post(owner, { ...body, reading_level })),
    );
    await until('the model is asked for all', () => lab.gate.held() === 3);
    lab.gate.open();
    for (const { body: answer } of answers)
      await lab.jobThat(owner, answer.data.id, 'it ends', ({ finished_at }) => finished_at !== null);
    const { data } = (await lab.get(owner, '/api/v1/academic/levels')).body;
    expect(data.simplified_versions).to.have.all.keys(levels);
    expect(data.access_count).to.equal(3);
  });

  it('a paper whose job fails at once is marked as failed', async () => {
    const owner = newOwner();
    lab.model.script({ kind: 'refusal' });
    const body = { scholar_id: 'quick', paper_content: newContent(), reading_level: 'beginner' };
    expect((await lab.run(owner, body)).status).to.equal('failed');
    await until('it is marked', async () => {
      const { data } = (await lab.get(owner, '/api/v1/academic/quick')).body;
      return data?.processing_status === 'failed';
    });
  });

  it('a paper that failed is pending again while its next job runs, and of what was sent last', async () => {
    const owner = newOwner();
    const bodyOf = () => ({ scholar_id: 'again', paper_content: newContent(), reading_level: 'beginner' });
    const paper = async () => (await lab.get(owner, '/api/v1/academic/again')).body.data;
    lab.gate.shut();
    await lab.post(owner, bodyOf());
    await until('it is noted', async () => (await paper()) !== undefined);
    lab.model.script({ kind: 'refusal' });
    lab.gate.open();
    await until('it is marked', async () => (await paper()).processing_status === 'failed');
    lab.gate.shut();
    const next = bodyOf();
    await lab.post(owner, next);
    try {
      await until('it is pending', async () => (await paper()).processing_status === 'pending', 3_000);
      const { title, processing_error } = await paper();
      expect([title, processing_error]).to.deep.equal([next.paper_content.title, null]);
    } finally {
      lab.gate.open();
    }
  });

  it('a deleted document is 404 at once, also where its simplification is cached', async () => {
    const owner = newOwner();
    const form = new FormData();
    form.set(
      'file',
      new Blob([`# The ${newName()} study\n\n${sentences.join(' ')}\n`], { type: 'text/markdown' }),
      'a.md',
    );
    const token = lab.running.runtime.access.signAccess(owner, { sessionId: uuidv7() }).token;
    const response = await fetch(`${lab.running.url}/api/v1/documents`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, Prefer: 'wait=20' },
      body: form,
    });
    const { metadata } = (await response.json()) as { metadata: { document_id: string } };
    const body = { document_id: metadata.document_id, reading_level: 'beginner' };
    expect((await lab.run(owner, body)).status).to.equal('succeeded');
    expect((await lab.post(owner, body)).status).to.equal(200);
    await lab.call('DELETE', `/api/v1/documents/${metadata.document_id}`, { as: owner });
    expect((await lab.post(owner, body)).status).to.equal(404);
  });
});
