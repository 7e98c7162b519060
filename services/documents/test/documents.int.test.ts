import { until } from '@scory/chassis/testing/harness.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { sweepLeftovers } from '../sweep.ts';
import { actorOf, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { makePdf, slowPdf } from './material.ts';

describe('documents over HTTP', function () {
  this.timeout(60_000);
  let lab: DocumentsWorld;

  before(async () => {
    lab = await openDocumentsWorld();
  });
  after(() => lab?.world.close());
  afterEach('nothing is left of any upload', () => lab.clean());

  describe('reading and deleting', () => {
    let id: string;
    let content: Buffer;
    const reader = actorOf(uuidv7());
    before(async () => {
      content = await makePdf(['Page one is short.', 'Page two is short too.']);
      id = (await lab.upload({ content, fileName: 'Über \u{1F4D6}.pdf' }, { actor: reader })).body.metadata
        .document_id;
    });

    it('GET /documents/{id} is 200 for its owner', async () => {
      const { status, body } = await lab.call('GET', `/api/v1/documents/${id}`, { actor: reader });
      expect(status).to.equal(200);
      expect(body.data).to.include({
        id,
        status: 'ready',
        pages: 2,
        size_bytes: content.length,
        file_name: 'Über \u{1F4D6}.pdf',
      });
    });

    it('every route is 404 for another owner and for an id that is none', async () => {
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/pages/1'],
        ['GET', '/file'],
        ['DELETE', ''],
      ] as const) {
        const other = await lab.call(method, `/api/v1/documents/${id}${path}`);
        const unknown = await lab.call(method, `/api/v1/documents/${uuidv7()}${path}`, { actor: reader });
        expect([other.status, unknown.status], `${method} ${path}`).to.deep.equal([404, 404]);
      }
      expect((await lab.call('GET', `/api/v1/documents/${id}`, { actor: reader })).status).to.equal(200);
    });

    it('GET /documents/{id} is 400 for what is no id', async () => {
      expect((await lab.call('GET', '/api/v1/documents/none')).status).to.equal(400);
    });

    it('GET /documents/{id}/pages/{n} gives the text with its boxes; 404 beyond the last page', async () => {
      const { status, body } = await lab.call('GET', `/api/v1/documents/${id}/pages/2`, { actor: reader });
      expect(status).to.equal(200);
      expect(body.data.number).to.equal(2);
      expect(body.data.paragraphs[0].text).to.equal('Page two is short too.');
      const [x0, y0, x1, y1] = body.data.paragraphs[0].boxes[0];
      expect(x0).to.be.closeTo(60, 1);
      expect(y0).to.be.within(55, 70);
      expect(x1).to.be.above(x0);
      expect(y1).to.be.above(y0);
      const beyond = await lab.call('GET', `/api/v1/documents/${id}/pages/3`, { actor: reader });
      expect([beyond.status, beyond.body.code]).to.deep.equal([404, 'PAGE_NOT_FOUND']);
    });

    it('GET /documents/{id}/file gives back every byte as an attachment', async () => {
      const response = await fetch(`${lab.running.url}/api/v1/documents/${id}/file`, {
        headers: { Authorization: lab.authorization(reader) },
      });
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-type')).to.equal('application/pdf');
      expect(response.headers.get('content-disposition')).to.match(
        /^attachment; filename\*=UTF-8''%C3%9Cber/,
      );
      expect(Buffer.from(await response.arrayBuffer()).equals(content)).to.equal(true);
    });

    it('GET /documents lists the own ones, page by page; 400 for a foreign cursor', async () => {
      await lab.upload({ content: await makePdf(['Another one.']) }, { actor: reader });
      const first = await lab.call('GET', '/api/v1/documents?limit=1', { actor: reader });
      expect(first.body.data).to.have.length(1);
      const next = await lab.call(
        'GET',
        `/api/v1/documents?limit=1&cursor=${first.body.metadata.next_cursor}`,
        {
          actor: reader,
        },
      );
      expect(next.body.data.map((each: { id: string }) => each.id)).to.deep.equal([id]);
      expect(next.body.metadata.next_cursor).to.equal(null);
      const wrong = await lab.call(
        'GET',
        `/api/v1/documents?limit=1&status=ready&cursor=${first.body.metadata.next_cursor}`,
        { actor: reader },
      );
      expect([wrong.status, wrong.body.code]).to.deep.equal([400, 'CURSOR_INVALID']);
    });

    it('what academics share is read by their faculty, or by all, and deleted by nobody else', async () => {
      const faculty = uuidv7();
      const teacher = actorOf(uuidv7(), 'academic', faculty);
      const shared = await lab.upload(
        { content: await makePdf(['For us.']), fields: { visibility: 'faculty', faculty_id: faculty } },
        { actor: teacher },
      );
      const path = `/api/v1/documents/${shared.body.metadata.document_id}`;
      const colleague = actorOf(uuidv7(), 'student', faculty);
      expect((await lab.call('GET', `${path}/pages/1`, { actor: colleague })).status).to.equal(200);
      expect((await lab.call('GET', path)).status).to.equal(404);
      expect((await lab.call('DELETE', path, { actor: colleague })).status).to.equal(404);
    });

    it('DELETE removes row, text and file', async () => {
      const made = await lab.upload({ content: await makePdf(['Soon gone.']) }, { actor: reader });
      const path = `/api/v1/documents/${made.body.metadata.document_id}`;
      expect((await lab.call('DELETE', path, { actor: reader })).status).to.equal(204);
      expect((await lab.call('GET', path, { actor: reader })).status).to.equal(404);
      expect((await lab.call('DELETE', path, { actor: reader })).status).to.equal(404);
      expect(await lab.keysOf(reader, made.body.metadata.document_id)).to.deep.equal([]);
    });
  });

  describe('while the text is being extracted', () => {
    const startSlow = async (): Promise<{ id: string; job: string }> => {
      const content = Buffer.concat([slowPdf(), Buffer.from(`\n% ${uuidv7()}`)]);
      const { body } = await lab.upload({ content }, { headers: { Prefer: 'respond-async' } });
      const job = body.data.id;
      await until(
        'the job runs',
        async () => (await lab.call('GET', `/api/v1/jobs/${job}`)).body.data.status === 'running',
      );
      return { id: body.metadata.document_id, job };
    };

    it('a cancel stops the reading, and the document says so', async () => {
      const { id, job } = await startSlow();
      await lab.call('POST', `/api/v1/jobs/${job}/cancel`);
      const ended = await lab.running.runtime.jobs.wait(job, lab.owner.owner_id, 5_000);
      expect(ended?.status).to.equal('cancelled');
      await until(
        'the document is failed',
        async () => (await lab.call('GET', `/api/v1/documents/${id}`)).body.data.status === 'failed',
      );
    });

    it('a delete stops it too and leaves nothing', async () => {
      const { id, job } = await startSlow();
      expect((await lab.call('DELETE', `/api/v1/documents/${id}`)).status).to.equal(204);
      const ended = await lab.running.runtime.jobs.wait(job, lab.owner.owner_id, 5_000);
      expect(ended?.status).to.equal('cancelled');
      expect(await lab.keysOf(lab.owner, id)).to.deep.equal([]);
    });

    it('its text is not there yet: 409', async () => {
      const { id, job } = await startSlow();
      const page = await lab.call('GET', `/api/v1/documents/${id}/pages/1`);
      expect([page.status, page.body.code]).to.deep.equal([409, 'DOCUMENT_NOT_READY']);
      await lab.call('POST', `/api/v1/jobs/${job}/cancel`);
      await lab.running.runtime.jobs.wait(job, lab.owner.owner_id, 5_000);
    });
  });

  it('documents follow an anonymous session into its account, even where the account has the same file', async () => {
    const { runtime } = lab.running;
    const session = actorOf(uuidv7(), 'anonymous');
    const account = actorOf(uuidv7());
    const content = await makePdf(['Of a visitor who signs in.']);
    const own = (await lab.upload({ content }, { actor: account })).body.metadata.document_id;
    const moved = (await lab.upload({ content }, { actor: session })).body.metadata.document_id;
    const slow = await lab.upload(
      { content: slowPdf() },
      { actor: session, headers: { Prefer: 'respond-async' } },
    );
    await runtime.database.transaction((tx) =>
      runtime.outbox.emit(tx, ownerMerged, {
        ownerId: account.owner_id,
        data: { from: session.owner_id, to: account.owner_id },
      }),
    );
    const mine = async () =>
      (await lab.call('GET', '/api/v1/documents', { actor: account })).body.data.map(
        ({ id }: { id: string }) => id,
      );
    await until('they are moved', async () => (await mine()).length === 3);
    expect(await mine()).to.include.members([own, moved]);
    expect((await lab.call('GET', `/api/v1/documents/${moved}/pages/1`, { actor: account })).status).to.equal(
      200,
    );
    expect((await lab.call('GET', `/api/v1/documents/${moved}`, { actor: session })).status).to.equal(404);
    expect(await lab.keysOf(session, moved)).to.deep.equal([]);
    const again = await lab.upload({ content }, { actor: account });
    expect([own, moved]).to.include(again.body.metadata.document_id);
    const slowId = slow.body.metadata.document_id;
    expect((await lab.call('DELETE', `/api/v1/documents/${slowId}`, { actor: account })).status).to.equal(
      204,
    );
    expect(await lab.keysOf(account, slowId)).to.deep.equal([]);
  });

  it('the sweep finishes what a crash left, and touches nothing else', async () => {
    const { runtime } = lab.running;
    const kept = (await lab.upload({ content: await makePdf(['Kept.']) })).body.metadata.document_id;
    const old = '00000000-0000-7000-8000-000000000000';
    await runtime.objects.put(`uploads/${old}`, Buffer.from('half'));
    const id = uuidv7();
    await lab.world.query(
      `INSERT INTO documents.documents (id, owner_id, sha256, media_type, size_bytes, job_id, updated_at)
       VALUES ($1, $2, 'x', 'application/pdf', 1, $3, now() - interval '1 hour')`,
      [id, lab.owner.owner_id, uuidv7()],
    );
    await runtime.objects.put(`documents/${lab.owner.owner_id}/${id}/file`, Buffer.from('half'));
    expect(await sweepLeftovers(runtime)).to.equal(2);
    expect(await runtime.objects.read(`documents/${lab.owner.owner_id}/${id}/file`)).to.equal(undefined);
    expect((await lab.call('GET', `/api/v1/documents/${kept}`)).status).to.equal(200);
  });
});
