import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { documents } from '@scory/documents/roles.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { newName, newOwner, openPapers, type PapersWorld, sentences } from './papers-world.ts';

const textOf = (title = `Sleep and memory in the ${newName()} study`): string =>
  `# ${title}\n\n## Abstract\n\n${sentences.slice(0, 3).join(' ')}\n\n## Results\n\n${sentences.slice(3).join(' ')}\n`;

async function upload(lab: PapersWorld, owner: Actor, text: string, wait = true) {
  const form = new FormData();
  form.set('file', new Blob([text], { type: 'text/markdown' }), 'paper.md');
  const { access } = lab.running.runtime;
  const response = await fetch(`${lab.running.url}/api/v1/documents`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${access.signAccess(owner, { sessionId: uuidv7() }).token}`,
      ...(wait && { Prefer: 'wait=20' }),
    },
    body: form,
  });
  const body = (await response.json()) as {
    data: { id: string; status: string };
    metadata: { document_id: string };
  };
  expect(response.status, JSON.stringify(body)).to.be.within(200, 202);
  return { id: body.metadata.document_id, job: body.data };
}
const bodyOf = (document_id: string) => ({ document_id, reading_level: 'beginner' });

describe('simplifying an uploaded document', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers({ services: [documents] });
  });
  after(() => lab?.close());

  it('reads all of its text, and is found again as a paper', async () => {
    const owner = newOwner();
    const title = `Sleep and memory in the ${newName()} study`;
    const { id } = await upload(lab, owner, textOf(title));
    const job = await lab.run(owner, bodyOf(id));
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const prompt = lab.model.requests.at(-1)?.user;
    for (const sentence of [title, ...sentences]) expect(prompt).to.include(sentence);
    expect(job.result).to.include({ title, scholar_id: `document:${id}` });
    expect((job.result as { summary: string }).summary).to.include(sentences.at(-1));
    const paper = await lab.get(owner, `/api/v1/academic/document:${id}`);
    expect(paper.status).to.equal(200);
    expect(paper.body.data).to.include({ title, processing_status: 'completed', access_count: 1 });
    const again = await lab.post(owner, bodyOf(id));
    expect([again.status, again.body.metadata.from_cache]).to.deep.equal([200, true]);
    const byName = await lab.post(owner, { scholar_id: `document:${id}`, reading_level: 'beginner' });
    expect([byName.status, byName.body.data]).to.deep.equal([200, again.body.data]);
  });

  it('the same file of two owners is simplified once', async () => {
    const [one, two] = [newOwner(), newOwner()];
    const text = textOf();
    const first = await upload(lab, one, text);
    expect((await lab.run(one, bodyOf(first.id))).status).to.equal('succeeded');
    const second = await upload(lab, two, text);
    const { status, body } = await lab.post(two, bodyOf(second.id));
    expect([status, body.metadata.from_cache]).to.deep.equal([200, true]);
  });

  it("another owner's document, a deleted one and one that never was are 404 DOCUMENT_NOT_FOUND", async () => {
    const [owner, other] = [newOwner(), newOwner()];
    const { id } = await upload(lab, owner, textOf());
    const deleted = await upload(lab, owner, textOf());
    await lab.call('DELETE', `/api/v1/documents/${deleted.id}`, { as: owner });
    for (const [as, document] of [
      [other, id],
      [owner, deleted.id],
      [owner, uuidv7()],
    ] as const) {
      const { status, body } = await lab.post(as, bodyOf(document));
      expect([status, body.code]).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
    }
    expect((await lab.post(owner, bodyOf(id))).status).to.equal(202);
  });

  it('the paper keeps the title of the document, whatever the model calls it', async () => {
    const owner = newOwner();
    const title = `Sleep and memory in the ${newName()} study`;
    const { id } = await upload(lab, owner, textOf(title));
    const summary = [{ text: sentences[0], sources: [0] }];
    lab.gate.shut();
    const { data: accepted } = (await lab.post(owner, bodyOf(id))).body;
    const paper = async () => (await lab.get(owner, `/api/v1/academic/document:${id}`)).body.data;
    await until('the paper is noted', async () => (await paper())?.title === title);
    lab.model.script({
      kind: 'answer',
      value: { title: 'Why we sleep', summary, key_points: [], glossary: [] },
    });
    lab.gate.open();
    const job = await lab.jobThat(owner, accepted.id, 'it ends', ({ finished_at }) => finished_at !== null);
    expect(job.result).to.include({ title: 'Why we sleep' });
    const { title: kept, simplified_versions: versions } = await paper();
    expect([kept, versions.beginner.title]).to.deep.equal([title, 'Why we sleep']);
  });
});

describe('simplifying a document whose work is not done', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers({ services: [documents], roles: ['papers.api', 'jobs.api', 'documents.api'] });
  });
  after(() => lab?.close());

  it('before its text is there it is 404 DOCUMENT_NOT_FOUND; afterwards it is simplified', async () => {
    const owner = newOwner();
    const { id, job: ingest } = await upload(lab, owner, textOf(), false);
    const early = await lab.post(owner, bodyOf(id));
    expect([early.status, early.body.code]).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
    expect(early.body.detail).to.include('extracted text');
    const workers = await lab.world.start(['documents.worker', 'papers.worker']);
    await lab.jobThat(owner, ingest.id, 'it is read', ({ finished_at }) => finished_at !== null);
    expect((await lab.run(owner, bodyOf(id))).status).to.equal('succeeded');
    await workers.stop();
  });

  it('deleted after its job was accepted, the job fails with DOCUMENT_NOT_FOUND', async () => {
    const owner = newOwner();
    const reader = await lab.world.start(['documents.worker']);
    const { id } = await upload(lab, owner, textOf());
    const { status, body } = await lab.post(owner, bodyOf(id));
    expect(status).to.equal(202);
    expect((await lab.call('DELETE', `/api/v1/documents/${id}`, { as: owner })).status).to.equal(204);
    const workers = await lab.world.start(['papers.worker']);
    const job = await lab.jobThat(owner, body.data.id, 'it ends', ({ finished_at }) => finished_at !== null);
    expect([job.status, job.error?.code]).to.deep.equal(['failed', 'DOCUMENT_NOT_FOUND']);
    expect(job.error?.retryable).to.equal(false);
    await Promise.all([reader.stop(), workers.stop()]);
  });
});
