import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { materialBytes } from './material.ts';

describe('files that have no text to give', function () {
  this.timeout(60_000);
  let lab: DocumentsWorld;

  before(async () => {
    lab = await openDocumentsWorld();
  });
  after(() => lab?.world.close());
  afterEach('nothing is left of any upload', () => lab.clean());

  const cases: [string, string][] = [
    ['bad/lo-password.pdf', 'PDF_PASSWORD'],
    ['bad/pr6531_1.pdf', 'PDF_PASSWORD'],
    ['bad/invalid.pdf', 'PDF_MALFORMED'],
    ['bad/poppler-742-0-fuzzed.pdf', 'PDF_MALFORMED'],
  ];
  for (const [path, code] of cases) {
    it(`${path} fails its job with ${code}, and the document says so`, async function () {
      const content = materialBytes(path);
      if (!content) this.skip();
      const { body } = await lab.upload({ content });
      expect(body.data).to.include({ status: 'failed' });
      expect(body.data.error).to.include({ code, retryable: false });
      const path_ = `/api/v1/documents/${body.metadata.document_id}`;
      await until(
        'the document is failed',
        async () => (await lab.call('GET', path_)).body.data.status === 'failed',
      );
      expect((await lab.call('GET', path_)).body.data.error.code).to.equal(code);
      const page = await lab.call('GET', `${path_}/pages/1`);
      expect([page.status, page.body.code]).to.deep.equal([409, 'DOCUMENT_NOT_READY']);
    });
  }

  for (const path of ['bad/onyx_owner_protected.pdf', 'bad/xref_command_missing.pdf']) {
    it(`${path} is read all the same`, async function () {
      const content = materialBytes(path);
      if (!content) this.skip();
      expect((await lab.upload({ content })).body.data.status).to.equal('succeeded');
    });
  }

  it('a truncated file fails or warns, and never pretends to be whole', async function () {
    const whole = materialBytes('papers/tracemonkey.pdf');
    if (!whole) this.skip();
    const { body } = await lab.upload({ content: whole.subarray(0, whole.length / 2) });
    if (body.data.status === 'succeeded') {
      expect(body.data.warnings.map((warning: { code: string }) => warning.code)).to.include(
        'FILE_TRUNCATED',
      );
    } else expect(body.data.error.code).to.equal('PDF_MALFORMED');
  });

  it('a new upload of a file that failed is tried again', async () => {
    const content = Buffer.from('%PDF-1.4\nthis is none\n%%EOF');
    const first = await lab.upload({ content });
    const second = await lab.upload({ content });
    expect(second.body.data.status).to.equal('failed');
    expect(second.body.data.id).not.to.equal(first.body.data.id);
    expect(second.body.metadata).to.deep.equal(first.body.metadata);
  });
});
