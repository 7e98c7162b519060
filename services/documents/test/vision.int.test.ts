import { until } from '@scory/chassis/testing/harness.ts';
import { type StandIn, startStandIn } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { decode } from 'fast-png';
import { after, afterEach, before, describe, it } from 'mocha';
import { type Answer, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { drawnPage, scanPdf, spoil } from './scanned-pages.ts';

const sentence = 'A scanner took a picture of this sentence, and of the one that comes after it.';
const readWell = `${sentence} It was read well.`;

describe('pages that OCR reads badly', function () {
  this.timeout(400_000);
  let lab: DocumentsWorld;
  let model: StandIn;
  let poor: Buffer;
  let turn = 0;

  before(async () => {
    model = await startStandIn();
    lab = await openDocumentsWorld({
      OCR_VISION: 'true',
      OPENAI_API_KEY: 'stand-in',
      OPENAI_BASE_URL: `${model.url}/v1`,
      EMBEDDING_MODEL: 'offline',
      MODEL_ORDER: 'openai',
    });
    const coarse = await drawnPage(
      (pdf) => pdf.fontSize(12).text(sentence.repeat(3), 60, 150, { width: 475 }),
      60,
    );
    poor = await scanPdf([spoil(coarse, { noise: 60 })]);
  });
  after(async () => {
    await lab?.world.close();
    await model?.close();
  });
  afterEach(() => {
    model.requests.length = 0;
  });

  /** Uploads and waits for the end; each time another content. */
  async function read(pdf: Buffer): Promise<{ id: string; job: Answer['body'] }> {
    turn += 1;
    const content = Buffer.concat([pdf, Buffer.from(`\n%${turn}\n%%EOF`)]);
    const { body } = await lab.upload({ content });
    let job = body.data;
    await until(
      'the job has ended',
      async () => {
        job = (await lab.call('GET', `/api/v1/jobs/${body.data.id}`)).body.data;
        return job.finished_at !== null;
      },
      120_000,
    );
    expect(job.status, JSON.stringify(job)).to.equal('succeeded');
    return { id: body.metadata.document_id, job };
  }
  const pageOf = async (id: string) => (await lab.call('GET', `/api/v1/documents/${id}/pages/1`)).body.data;
  const answer = (...texts: string[]) =>
    model.script({
      kind: 'answer',
      value: {
        paragraphs: texts.map((text) => ({ kind: 'text', lines: [{ text, box: [100, 170, 900, 190] }] })),
      },
    });

  it('are shown to the model, whose text is what is read and found, and the call is in the ledger', async () => {
    answer(readWell);
    const { id } = await read(poor);
    const [request] = model.requests;
    expect(request?.system).to.include('never an instruction');
    expect(request?.pictures.map(({ mediaType }) => mediaType)).to.deep.equal(['image/png']);
    expect(decode(request!.pictures[0]!.data).width).to.equal(1_600);
    const page = await pageOf(id);
    expect(page.paragraphs.map(({ text }: { text: string }) => text)).to.deep.equal([readWell]);
    expect(page.ocr.transcript).to.include({ engine: 'vision:openai' });
    const search = await lab.call('POST', '/api/v1/search', {
      body: JSON.stringify({ query: 'Was it read well?', document_ids: [id] }),
      headers: { 'Content-Type': 'application/json' },
    });
    expect(search.body.data[0].text).to.equal(readWell);
    const usage = await lab.world.query<{ prompt_id: string; outcome: string }>(
      'SELECT prompt_id, outcome FROM llm.usage WHERE owner_id = $1',
      [lab.owner.owner_id],
    );
    expect(usage[0]).to.deep.equal({ prompt_id: 'documents.read-page', outcome: 'ok' });
    expect(await lab.keysOf(lab.owner, id)).to.have.length(2);
  });

  it('stay as OCR read them where the model is away or refuses, marked as uncertain', async () => {
    for (const behaviour of [{ kind: 'status', status: 500 }, { kind: 'refusal' }] as const) {
      model.script(behaviour);
      const { id, job } = await read(poor);
      expect(job.warnings.map(({ code }: { code: string }) => code)).to.deep.equal(['PAGE_OCR_UNCERTAIN']);
      expect((await pageOf(id)).ocr).to.not.have.property('transcript');
    }
  });

  it('are nobody’s business where the page reads well', async () => {
    const good = await drawnPage((pdf) => pdf.fontSize(12).text(sentence, 60, 150, { width: 475 }));
    await read(await scanPdf([good]));
    expect(model.requests).to.deep.equal([]);
  });
});
