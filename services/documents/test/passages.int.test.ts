import type { DocumentPassage } from '@scory/contracts/documents/passages.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { makePdf } from './material.ts';

const sentence = (number: number): string =>
  `Valve ${number} of the northern pipeline closes within ${number + 2} seconds when its pressure falls below the mark.`;
const prose = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => sentence(from + index)).join(' ');

describe('the passages of a document', function () {
  this.timeout(120_000);
  let lab: DocumentsWorld;
  let id: string;

  async function add(content: string | Buffer, actor = lab.owner, fields: Record<string, string> = {}) {
    const text = typeof content === 'string';
    const file = { content, fields, type: text ? 'text/plain' : 'application/pdf' };
    const { body } = await lab.upload({ ...file, fileName: text ? 'a.txt' : 'a.pdf' }, { actor });
    return body.data.result?.document_id as string;
  }
  const passages = (document: string, query = '', actor = lab.owner) =>
    lab.call('GET', `/api/v1/documents/${document}/passages${query}`, { actor });

  before(async () => {
    lab = await openDocumentsWorld();
    const pages = [prose(0, 18), prose(18, 36), prose(36, 54)];
    id = await add(
      await makePdf(
        pages.map((text) => (pdf) => void pdf.font('Times-Roman').fontSize(11).text(text, { width: 400 })),
      ),
    );
  });
  after(() => lab?.world.close());

  it('come in their order, each line with its page and its box', async () => {
    const { status, body } = await passages(id);
    expect(status, JSON.stringify(body)).to.equal(200);
    const all = body.data as DocumentPassage[];
    expect(all.map(({ number }) => number)).to.deep.equal(all.map((_one, index) => index));
    expect([all.length > 1, body.metadata.total, body.metadata.document.pages]).to.deep.equal([
      true,
      all.length,
      3,
    ]);
    for (const { text, lines } of all) {
      expect(lines).to.not.be.empty;
      for (const { start, end, box } of lines) {
        expect(text.slice(start, end).trim()).to.not.equal('');
        expect(box).to.have.length(4);
      }
    }
    const valve = all.find(({ text }) => text.includes('Valve 40 '));
    const at = valve?.text.indexOf('Valve 40 ') ?? -1;
    expect(valve?.lines.find(({ end }) => end > at)?.page).to.equal(3);
  });

  it('say how much of them the passage before has said', async () => {
    const [first, second] = (await passages(id)).body.data as [DocumentPassage, DocumentPassage];
    expect(first.repeats).to.equal(0);
    expect(second.repeats).to.be.greaterThan(0);
    expect(first.text.endsWith(second.text.slice(0, second.repeats).trim())).to.equal(true);
  });

  it('come in stretches, and none past the last one', async () => {
    const numbers = async (query: string) =>
      ((await passages(id, query)).body.data as DocumentPassage[]).map(({ number }) => number);
    expect(await numbers('?from=1&limit=1')).to.deep.equal([1]);
    expect(await numbers('?from=999')).to.deep.equal([]);
    expect((await passages(id, '?limit=0')).status).to.equal(400);
  });

  it('of another owner are not found, those of the own faculty and public ones are', async () => {
    const [faculty, stranger] = [uuidv7(), actorOf(uuidv7())];
    expect((await passages(id, '', stranger)).status).to.equal(404);
    const teacher = actorOf(uuidv7(), 'academic', faculty);
    const shared = await add(prose(60, 70), teacher, { visibility: 'faculty', faculty_id: faculty });
    expect((await passages(shared, '', stranger)).status).to.equal(404);
    const { status, body } = await passages(shared, '', actorOf(uuidv7(), 'student', faculty));
    expect([status, body.data[0].lines[0].box]).to.deep.equal([200, null]);
  });

  it('of a document that could not be read are not ready', async () => {
    const { body } = await lab.upload({ content: '%PDF-1.4 nothing' });
    const { status, body: problem } = await passages(body.metadata.document_id);
    expect([status, problem.code]).to.deep.equal([409, 'DOCUMENT_NOT_READY']);
  });
});
