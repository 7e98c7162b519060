import { until } from '@scory/chassis/testing/harness.ts';
import { documentTextKey } from '@scory/contracts/documents/text.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type Answer, actorOf, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { makePdf, multipart, slowPdf } from './material.ts';

describe('versions of a document', function () {
  this.timeout(60_000);
  let lab: DocumentsWorld;

  before(async () => {
    lab = await openDocumentsWorld();
  });
  after(() => lab?.world.close());

  const put = (
    id: string,
    content: Buffer | string,
    { actor = lab.owner, prefer = 'wait=30' }: { actor?: Actor; prefer?: string } = {},
  ): Promise<Answer> => {
    const type = typeof content === 'string' ? 'text/plain' : 'application/pdf';
    const form = multipart([{ name: 'file', content, fileName: 'next', type }]);
    return lab.call('PUT', `/api/v1/documents/${id}/content`, {
      actor,
      body: new Uint8Array(form.body),
      headers: { 'Content-Type': form.contentType, Prefer: prefer },
    });
  };
  const upload = async (content: Buffer | string, actor = lab.owner, fields = {}): Promise<string> => {
    const type = typeof content === 'string' ? 'text/plain' : 'application/pdf';
    const { body } = await lab.upload({ content, type, fileName: 'first', fields }, { actor });
    expect(body.data.status, JSON.stringify(body)).to.equal('succeeded');
    return body.metadata.document_id;
  };
  const reread = (id: string, actor = lab.owner): Promise<Answer> =>
    lab.call('POST', `/api/v1/documents/${id}/ingest`, { actor, headers: { Prefer: 'wait=30' } });
  const view = async (id: string, actor = lab.owner) =>
    (await lab.call('GET', `/api/v1/documents/${id}`, { actor })).body.data;
  const found = async (query: string, actor = lab.owner): Promise<[string, number, string][]> =>
    (
      await lab.call('POST', '/api/v1/search', {
        actor,
        body: JSON.stringify({ query }),
        headers: { 'Content-Type': 'application/json' },
      })
    ).body.data.map((passage: { text: string; document: { id: string; version: number } }) => [
      passage.document.id,
      passage.document.version,
      passage.text,
    ]);

  it('replace what was there, whole and at once: text, file, passages, and what citations name', async () => {
    const actor = actorOf(uuidv7());
    const id = await upload('The platypus lays eggs and gives milk.', actor);
    expect(await found('platypus', actor)).to.deep.equal([[id, 1, 'The platypus lays eggs and gives milk.']]);
    const { status, body } = await put(id, await makePdf(['The echidna lays eggs too.']), { actor });
    expect([status, body.data.status]).to.deep.equal([200, 'succeeded']);
    expect(body.metadata).to.deep.include({ document_id: id, version: 2 });
    expect(await view(id, actor)).to.deep.include({
      version: 2,
      next_version: null,
      status: 'ready',
      file_name: 'next',
      media_type: 'application/pdf',
    });
    expect(await found('eggs', actor)).to.deep.equal([[id, 2, 'The echidna lays eggs too.']]);
    const page = await lab.call('GET', `/api/v1/documents/${id}/pages/1`, { actor });
    expect(page.body.data.paragraphs[0].text).to.equal('The echidna lays eggs too.');
    const file = await lab.call('GET', `/api/v1/documents/${id}/file`, { actor });
    expect(file.body).to.match(/^%PDF/);
    expect(await lab.keysOf(actor, id)).to.have.length(2);
  });

  it('keep a title that was given, and else take that of the new content', async () => {
    const given = await upload('Words of one.', lab.owner, { title: 'Mine' });
    await put(given, 'Words of another.');
    expect((await view(given)).title).to.equal('Mine');
    const own = await upload('Only words.');
    await put(own, '<title>Theirs</title><p>Other words.</p>');
    expect((await view(own)).version).to.equal(2);
  });

  it('serve until the next one is ready, and go on serving where that cannot be read', async () => {
    const actor = actorOf(uuidv7());
    const id = await upload('The axolotl keeps its gills.', actor);
    const slow = Buffer.concat([slowPdf(), Buffer.from(`\n% ${uuidv7()}`)]);
    const { body } = await put(id, slow, { actor, prefer: 'respond-async' });
    const job = body.data.id;
    await until(
      'it is being read',
      async () => (await view(id, actor)).next_version?.status === 'processing',
    );
    expect(await found('axolotl gills', actor)).to.deep.equal([[id, 1, 'The axolotl keeps its gills.']]);
    const busy = await put(id, 'Something else.', { actor });
    expect([busy.status, busy.body.code]).to.deep.equal([409, 'DOCUMENT_BUSY']);
    await lab.call('POST', `/api/v1/jobs/${job}/cancel`, { actor });
    await until('it has failed', async () => (await view(id, actor)).next_version?.status === 'failed');
    expect((await view(id, actor)).next_version).to.deep.include({
      version: 2,
      error: { code: 'CANCELLED', message: 'The job was cancelled' },
    });
    expect(await found('axolotl gills', actor)).to.deep.equal([[id, 1, 'The axolotl keeps its gills.']]);
    const third = await put(id, 'The axolotl regrows its legs.', { actor });
    expect(third.body.metadata.version).to.equal(3);
    expect(await found('axolotl', actor)).to.deep.equal([[id, 3, 'The axolotl regrows its legs.']]);
    expect(await lab.keysOf(actor, id)).to.have.length(2);
  });

  it('are none where the content is the same, and none of what another document holds', async () => {
    const [id, other] = [await upload('A text that stays.'), await upload('A text of its own.')];
    const same = await put(id, 'A text that stays.');
    expect([same.status, same.body.metadata.version]).to.deep.equal([200, 1]);
    const taken = await put(id, 'A text of its own.');
    expect([taken.status, taken.body.code]).to.deep.equal([409, 'CONTENT_EXISTS']);
    expect(taken.body.detail).to.include(other);
  });

  it('belong to the owner: nobody else makes one, and each owner’s copy changes alone', async () => {
    const [one, other] = [actorOf(uuidv7()), actorOf(uuidv7())];
    const [first, second] = [await upload('The tapir swims.', one), await upload('The tapir swims.', other)];
    for (const answer of [await put(first, 'Not mine.', { actor: other }), await reread(first, other)])
      expect([answer.status, answer.body.code]).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
    await put(first, 'The tapir dives.', { actor: one });
    expect(await found('tapir', one)).to.deep.equal([[first, 2, 'The tapir dives.']]);
    expect(await found('tapir', other)).to.deep.equal([[second, 1, 'The tapir swims.']]);
  });

  it('come of reading a document anew, from the file and not from what was read before', async () => {
    const actor = actorOf(uuidv7());
    const id = await upload('The okapi licks its ears.', actor);
    await lab.world.query("UPDATE documents.documents SET extractor = 'older' WHERE id = $1", [id]);
    const { status, body } = await reread(id, actor);
    expect([status, body.data.status, body.metadata.version]).to.deep.equal([200, 'succeeded', 2]);
    expect(await found('okapi', actor)).to.deep.equal([[id, 2, 'The okapi licks its ears.']]);
    const [row] = await lab.world.query('SELECT extractor FROM documents.documents WHERE id = $1', [id]);
    expect(row?.extractor).to.equal('scory-text');
    expect(await lab.keysOf(actor, id)).to.have.length(2);
  });

  it('that could not be read are tried again on request', async () => {
    const { objects } = lab.running.runtime;
    const { body } = await lab.upload({ content: 'The quokka smiles.', type: 'text/plain', fileName: 'q' });
    const id = body.metadata.document_id;
    await lab.world.query(
      "UPDATE documents.documents SET status = 'failed', error_code = 'EXTRACT_TIMEOUT' WHERE id = $1",
      [id],
    );
    await lab.world.query("UPDATE jobs.job SET status = 'failed' WHERE id = $1", [body.data.id]);
    await objects.delete(documentTextKey(lab.owner.owner_id, id));
    const again = await reread(id);
    expect([again.body.data.status, again.body.metadata.version]).to.deep.equal(['succeeded', 1]);
    expect(await view(id)).to.deep.include({ status: 'ready', error: null, version: 1 });
    expect((await lab.call('GET', `/api/v1/documents/${id}/pages/1`)).status).to.equal(200);
  });

  it('go with their document', async () => {
    const id = await upload('The numbat eats termites.');
    const slow = Buffer.concat([slowPdf(), Buffer.from(`\n% ${uuidv7()}`)]);
    const { body } = await put(id, slow, { prefer: 'respond-async' });
    const reading = `/api/v1/jobs/${body.data.id}`;
    await until('it is read', async () => (await lab.call('GET', reading)).body.data.status === 'running');
    expect((await lab.call('DELETE', `/api/v1/documents/${id}`)).status).to.equal(204);
    const job = await lab.running.runtime.jobs.wait(body.data.id, lab.owner.owner_id, 10_000);
    expect(job?.status).to.equal('cancelled');
    expect(await lab.keysOf(lab.owner, id)).to.deep.equal([]);
    expect(await lab.world.query('SELECT * FROM documents.next_versions')).to.deep.equal([]);
  });
});

describe('quotas', function () {
  this.timeout(60_000);
  let lab: DocumentsWorld;

  before(async () => {
    lab = await openDocumentsWorld({ DOCUMENTS_PER_OWNER: '3', DOCUMENT_BYTES_PER_OWNER: '1000' });
  });
  after(() => lab?.world.close());

  const send = (content: string, actor: Actor) =>
    lab.upload({ content, type: 'text/plain', fileName: 'a' }, { actor });

  it('of documents are told with their numbers, and a deletion makes room', async () => {
    const actor = actorOf(uuidv7());
    const ids: string[] = [];
    for (const word of ['one', 'two', 'three'])
      ids.push((await send(`${word} word`, actor)).body.metadata.document_id);
    const { status, body } = await send('four words', actor);
    expect([status, body.code]).to.deep.equal([409, 'DOCUMENT_QUOTA_EXCEEDED']);
    expect(body.detail).to.match(/have 3 documents.* have 3/);
    expect((await send('one word', actor)).status, 'what is there already').to.equal(200);
    expect((await send('four words', actorOf(uuidv7()))).status, 'another owner').to.equal(200);
    await lab.call('DELETE', `/api/v1/documents/${ids[0]}`, { actor });
    expect((await send('four words', actor)).status).to.equal(200);
    await lab.clean();
  });

  it('are not passed by many uploads at once', async () => {
    const actor = actorOf(uuidv7());
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => send(`number ${index} of many`, actor)),
    );
    expect(answers.filter(({ status }) => status === 200)).to.have.length(3);
    expect(answers.filter(({ status }) => status === 409)).to.have.length(9);
    expect((await lab.call('GET', '/api/v1/documents', { actor })).body.data).to.have.length(3);
  });

  it('of bytes count versions that are still to come', async () => {
    const actor = actorOf(uuidv7());
    const { body } = await send('a'.repeat(600), actor);
    const refused = await send('b'.repeat(500), actor);
    expect([refused.status, refused.body.code]).to.deep.equal([413, 'STORAGE_QUOTA_EXCEEDED']);
    expect(refused.body.detail).to.match(/1100 bytes.*1000/);
    const form = multipart([{ name: 'file', content: 'c'.repeat(500), fileName: 'c', type: 'text/plain' }]);
    const next = await lab.call('PUT', `/api/v1/documents/${body.metadata.document_id}/content`, {
      actor,
      body: new Uint8Array(form.body),
      headers: { 'Content-Type': form.contentType },
    });
    expect([next.status, next.body.code]).to.deep.equal([413, 'STORAGE_QUOTA_EXCEEDED']);
    expect(await lab.world.query('SELECT * FROM documents.next_versions')).to.deep.equal([]);
    await lab.clean();
  });
});
