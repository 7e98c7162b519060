import { expect } from 'chai';
import { decode } from 'fast-png';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { createPageImageLinks } from '../domain/page-image-links.ts';
import { actorOf, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { makePdf } from './material.ts';

type Colour = [number, number, number];
const white: Colour = [255, 255, 255];

describe('pictures of pages over HTTP', function () {
  this.timeout(60_000);
  let lab: DocumentsWorld;
  let id: string;
  const reader = actorOf(uuidv7());

  const fetchImage = async (path: string, actor: typeof reader | null = reader) => {
    const response = await fetch(lab.running.url + path, {
      headers: actor ? { Authorization: lab.authorization(actor) } : {},
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200) return { response, problem: JSON.parse(Buffer.from(bytes).toString()) };
    const { width, height, channels, data } = decode(bytes);
    const at = (x: number, y: number): Colour =>
      Array.from(data.slice((y * width + x) * channels, (y * width + x) * channels + 3)) as Colour;
    return { response, width, height, at };
  };

  before(async () => {
    lab = await openDocumentsWorld();
    const content = await makePdf([
      'A page of words.',
      (pdf) => {
        pdf.fontSize(11).text('The second page has a black square.');
        pdf.rect(100, 200, 50, 50).fill('black');
      },
    ]);
    id = (await lab.upload({ content }, { actor: reader })).body.metadata.document_id;
  });
  after(() => lab?.world.close());

  it('are 200, as wide as asked for, with what stands on the page at its place', async () => {
    const { response, width, height, at } = await fetchImage(
      `/api/v1/documents/${id}/pages/2/image?width=595`,
    );
    expect(response.headers.get('content-type')).to.equal('image/png');
    expect(response.headers.get('cache-control')).to.match(/^private\b/);
    expect([width, height]).to.deep.equal([595, 841]);
    expect(at!(125, 225)).to.deep.equal([0, 0, 0]);
    expect(at!(160, 225)).to.deep.equal(white);
  });

  it('have the marks that were asked for, over the text and not beside it', async () => {
    const page = (await lab.call('GET', `/api/v1/documents/${id}/pages/2`, { actor: reader })).body.data;
    const box = page.paragraphs[0].boxes[0] as number[];
    const { at } = await fetchImage(
      `/api/v1/documents/${id}/pages/2/image?width=595&marks=${box.join(',')};500,500,510,510`,
    );
    const [x0, y0] = box.map(Math.round) as [number, number];
    expect(at!(x0 + 1, y0 + 1)).not.to.deep.equal(white);
    expect(at!(x0 - 2, y0 - 2)).to.deep.equal(white);
    expect(at!(505, 505)).not.to.deep.equal(white);
    expect(at!(125, 225), 'what is dark stays dark').to.deep.equal([0, 0, 0]);
  });

  it('have the range or the passage marked that was asked for, and the page says where they stand', async () => {
    const path = `/api/v1/documents/${id}/pages/2`;
    const read = async (query: string) => (await lab.call('GET', `${path}?${query}`, { actor: reader })).body;
    expect((await read('')).metadata.marks).to.equal(null);
    const [word] = (await read('from=4&to=10')).metadata.marks as number[][];
    const [whole] = (await read('from=0&to=35')).metadata.marks as number[][];
    expect(word![0]! > whole![0]! && word![2]! < whole![2]!).to.equal(true);
    const marked = await fetchImage(`${path}/image?width=595&from=4&to=10`);
    const plain = await fetchImage(`${path}/image?width=595`);
    const [x0, y0, x1] = word!.map(Math.round) as [number, number, number];
    const differs = (x: number): boolean => marked.at!(x, y0 + 1).join() !== plain.at!(x, y0 + 1).join();
    expect([x0 + 2, x1 - 2].map(differs), 'within').to.deep.equal([true, true]);
    expect([x0 - 3, x1 + 3].map(differs), 'beside it').to.deep.equal([false, false]);
  });

  it('have the passage marked that a search found, where it stands on them, and 422 or 404 say where none is', async () => {
    const { body } = await lab.call('POST', '/api/v1/search', {
      actor: reader,
      body: JSON.stringify({ query: 'black square', document_ids: [id] }),
      headers: { 'Content-Type': 'application/json' },
    });
    const [passage] = body.data as {
      id: string;
      places: { page: number; boxes: number[][] }[];
      links: { page: string };
    }[];
    const linked = await lab.call('GET', passage!.links.page, { actor: reader });
    expect(linked.body.metadata.marks).to.deep.equal(passage!.places.find(({ page }) => page === 2)!.boxes);
    const number = Number(passage!.id.split('#')[1]);
    const { at } = await fetchImage(`/api/v1/documents/${id}/pages/2/image?width=595&passage=${number}`);
    const [x0, y0] = linked.body.metadata.marks[0].map(Math.round) as [number, number];
    expect(at!(x0 + 1, y0 + 1)).not.to.deep.equal(white);
    for (const [query, status, code] of [
      ['from=0&to=5000', 422, 'RANGE_OUTSIDE'],
      ['from=4000&to=5000', 422, 'RANGE_OUTSIDE'],
      ['passage=7', 404, 'PASSAGE_NOT_FOUND'],
    ] as const) {
      for (const path of [`/api/v1/documents/${id}/pages/1`, `/api/v1/documents/${id}/pages/1/image`]) {
        const answer = await lab.call('GET', `${path}?${query}`, { actor: reader });
        expect([answer.status, answer.body.code], `${path}?${query}`).to.deep.equal([status, code]);
      }
    }
    const hiding = await makePdf([
      'Seen words.',
      (pdf) => pdf.text('More of them.').fillColor('white').text('Hidden words.', 60, 300),
    ]);
    const other = (await lab.upload({ content: hiding }, { actor: reader })).body.metadata.document_id;
    const elsewhere = await lab.call('GET', `/api/v1/documents/${other}/pages/1?passage=1`, {
      actor: reader,
    });
    expect([elsewhere.status, elsewhere.body.code]).to.deep.equal([422, 'RANGE_OUTSIDE']);
    const stranger = await lab.call('GET', `/api/v1/documents/${other}/pages/2?passage=1`, {
      actor: actorOf(uuidv7()),
    });
    expect([stranger.status, stranger.body.code]).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
  });

  it('are 400 for a width or marks that are none', async () => {
    for (const query of [
      'width=1',
      'width=9999',
      'marks=1,2,3',
      'marks=a,b,c,d',
      'marks=1,2,3,4;',
      'zoom=2',
      'from=1',
      'from=5&to=5',
      'from=5&to=2',
      'from=1&to=2&passage=0',
      'passage=x',
    ]) {
      const { response, problem } = await fetchImage(`/api/v1/documents/${id}/pages/1/image?${query}`);
      expect([response.status, problem.code], query).to.deep.equal([400, 'VALIDATION_FAILED']);
    }
  });

  it('are 401 without a token, 404 for another owner and beyond the last page', async () => {
    const path = `/api/v1/documents/${id}/pages/1/image`;
    expect((await fetchImage(path, null)).response.status).to.equal(401);
    expect((await fetchImage(path, actorOf(uuidv7()))).problem.code).to.equal('DOCUMENT_NOT_FOUND');
    const beyond = await fetchImage(`/api/v1/documents/${id}/pages/3/image`);
    expect([beyond.response.status, beyond.problem.code]).to.deep.equal([404, 'PAGE_NOT_FOUND']);
  });

  it('are 404 for a document that has no pages to draw', async () => {
    const { body } = await lab.upload(
      { content: 'Only words.', fileName: 'a.txt', type: 'text/plain' },
      { actor: reader },
    );
    const { response, problem } = await fetchImage(
      `/api/v1/documents/${body.metadata.document_id}/pages/1/image`,
    );
    expect([response.status, problem.code]).to.deep.equal([404, 'PAGE_WITHOUT_IMAGE']);
  });

  it('are 409 while there is no text yet', async () => {
    const { body } = await lab.upload(
      { content: Buffer.from('%PDF-1.4\nthis is none\n%%EOF') },
      { actor: reader },
    );
    const { response, problem } = await fetchImage(
      `/api/v1/documents/${body.metadata.document_id}/pages/1/image`,
    );
    expect([response.status, problem.code]).to.deep.equal([409, 'DOCUMENT_NOT_READY']);
  });

  it('have links that work without a header for this page only, and end with the document', async () => {
    const links = createPageImageLinks(lab.world.config.ENCRYPTION_KEY);
    const content = await makePdf(['Linked.', 'Not linked.']);
    const documentId = (await lab.upload({ content }, { actor: reader })).body.metadata.document_id as string;
    const shown = {
      documentId,
      ownerId: reader.owner_id,
      page: 1,
      width: 300,
      marks: [[60, 60, 90, 70]],
    } as const;
    const link = links.pageImageLink({ ...shown, marks: [[60, 60, 90, 70]] });
    const { response, width } = await fetchImage(link, null);
    expect([response.status, width]).to.deep.equal([200, 300]);
    expect(response.headers.get('cross-origin-resource-policy')).to.equal('cross-origin');
    const codeOf = async (path: string): Promise<unknown[]> => {
      const answer = await fetchImage(path, null);
      return [answer.response.status, answer.problem?.code];
    };
    expect(await codeOf(link.replace('/pages/1/', '/pages/2/'))).to.deep.equal([403, 'LINK_INVALID']);
    expect(await codeOf(link.replace(documentId, id))).to.deep.equal([403, 'LINK_INVALID']);
    const old = links.pageImageLink({ ...shown, marks: [] }, Date.now() - 601_000);
    expect(await codeOf(old)).to.deep.equal([403, 'LINK_EXPIRED']);
    const notOurs = links.pageImageLink({ ...shown, marks: [], ownerId: uuidv7() });
    expect(await codeOf(notOurs)).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
    await lab.call('DELETE', `/api/v1/documents/${documentId}`, { actor: reader });
    expect(await codeOf(link)).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
  });
});
