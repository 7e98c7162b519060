import { routes } from '@scory/contracts/catalog.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { exams } from '../roles.ts';
import { actorOf, openPublishingWorld, type PublishingWorld } from './publishing-world.ts';
import { sampleItem, sampleItems } from './sample-items.ts';

const faculty = uuidv7();

/** What a route is sent, where it takes a body. Nobody who is not its author gets far enough for more. */
const bodies: Record<string, unknown> = {
  'exams.putExam': { revision: 0, title: 'Mine', items: [] },
  'exams.publishExam': { audience: 'faculty', faculty_id: faculty },
  'exams.saveAnswers': { answers: {} },
  'exams.postAppeal': { item_id: uuidv7(), text: 'It was right.' },
  'exams.decideAppeal': { status: 'rejected', decision: 'It was not.' },
  'exams.putMark': { points: 1, reason: 'It was right.' },
};
/** Routes of an exam that whoever may take it may call too. */
const forTakers = ['exams.startAttempt', 'exams.listAttempts', 'exams.listAppeals'];

describe('exporting an exam', () => {
  let world: PublishingWorld;
  const author = actorOf('academic', { faculty_id: faculty });
  const taker = actorOf('student', { faculty_id: faculty });
  const stranger = actorOf('academic');

  before(async () => {
    world = await openPublishingWorld();
  });
  after(() => world.close());

  const take = (id: string, query: string, actor: Actor | null = author) =>
    world.call('GET', `/exams/${id}/export?${query}`, { actor });

  it('200: every format, as a file that is saved under the name of the exam', async () => {
    const id = await world.insertExam(author, {
      items: sampleItems(),
      title: 'Zelle: Teil 1/2 – "Größe"',
      language: 'de',
    });
    const expected = {
      gift: {
        type: 'text/plain; charset=utf-8',
        begins: '$CATEGORY: ',
        name: 'Zelle- Teil 1-2 – -Größe-.gift.txt',
      },
      moodle_xml: { type: 'application/xml', begins: '<?xml', name: 'Zelle- Teil 1-2 – -Größe-.xml' },
      anki: { type: 'application/octet-stream', begins: 'PK', name: 'Zelle- Teil 1-2 – -Größe-.apkg' },
      csv: {
        type: 'text/csv; charset=utf-8',
        begins: '\ufeffnumber,',
        name: 'Zelle- Teil 1-2 – -Größe- (Lösungen).csv',
      },
      pdf: { type: 'application/pdf', begins: '%PDF-', name: 'Zelle- Teil 1-2 – -Größe- (Lösungen).pdf' },
    };
    for (const [format, { type, begins, name }] of Object.entries(expected)) {
      const { status, headers, bytes } = await take(id, `format=${format}`);
      expect(status, format).to.equal(200);
      expect(headers.get('content-type')).to.equal(type);
      expect(headers.get('content-length')).to.equal(String(bytes.length));
      expect(bytes.toString().startsWith(begins), format).to.equal(true);
      const [, encoded = ''] =
        headers.get('content-disposition')?.split("attachment; filename*=UTF-8''") ?? [];
      expect(decodeURIComponent(encoded)).to.equal(name);
      expect(headers.get('content-security-policy')).to.include('sandbox');
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
    }
  });

  it('200: without the key, where that makes sense', async () => {
    const id = await world.insertExam(author, { items: sampleItems() });
    const { status, bytes, headers } = await take(id, 'format=csv&with_key=false');
    expect(status).to.equal(200);
    expect(bytes.toString()).not.to.include('respiratory chain');
    expect(headers.get('content-disposition')).not.to.include('key');
    const pdf = await take(id, 'format=pdf&with_key=false');
    expect(pdf.bytes.length).to.be.lessThan((await take(id, 'format=pdf')).bytes.length);
  });

  it('200: scripts in questions are words', async () => {
    const script = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    const items = sampleItems().map((item) => ({ ...item, stem: script, explanation: script }));
    const id = await world.insertExam(author, { items });
    for (const format of ['gift', 'moodle_xml'])
      expect((await take(id, `format=${format}`)).bytes.toString()).not.to.match(/<(script|img)/);
  });

  it('422 without the key, where the file would mean nothing', async () => {
    const id = await world.insertExam(author);
    for (const format of ['gift', 'moodle_xml', 'anki']) {
      const { status, body } = await take(id, `format=${format}&with_key=false`);
      expect([status, body.code]).to.deep.equal([422, 'KEY_NEEDED']);
    }
  });

  it('400 for formats that are none', async () => {
    const id = await world.insertExam(author);
    for (const query of ['format=docx', '', 'format=pdf&with_key=perhaps'])
      expect((await take(id, query)).status, query).to.equal(400);
  });

  it('422 for letters that paper cannot show', async () => {
    const id = await world.insertExam(author, { items: [sampleItem('essay', 1, { stem: '光合作用' })] });
    expect((await take(id, 'format=pdf')).body.code).to.equal('LETTERS_UNSUPPORTED');
    expect((await take(id, 'format=gift')).status).to.equal(200);
  });

  it('409 for an exam that is not made', async () => {
    for (const status of ['generating', 'failed']) {
      const id = await world.insertExam(author, { status });
      expect((await take(id, 'format=csv')).body.code).to.equal('EXAM_NOT_READY');
    }
  });

  it('401 without a token; 404, never 403, for everybody but its author, on every route of an exam', async () => {
    const id = await world.insertExam(author, { items: sampleItems() });
    await world.call('POST', `/exams/${id}/publish`, { actor: author, body: bodies['exams.publishExam'] });
    expect((await take(id, 'format=csv', null)).status).to.equal(401);
    const served = exams.api?.(world.running.runtime).routes.map(({ contract }) => contract.name) ?? [];
    const named = routes.filter(
      ({ name, path }) => served.includes(name) && path.startsWith('/api/v1/exams/{id}'),
    );
    expect(named.map(({ name }) => name)).to.include.members(['exams.exportExam', 'exams.publishExam']);
    for (const { name, method, path, bodyKind } of named) {
      const target = path
        .replace('/api/v1', '')
        .replace('{id}', id)
        .replace(/\{\w+\}/g, uuidv7());
      const query = name === 'exams.exportExam' ? '?format=csv' : '';
      const body = bodyKind === 'json' ? { body: bodies[name] ?? {} } : {};
      for (const actor of [stranger, actorOf('admin'), ...(forTakers.includes(name) ? [] : [taker])]) {
        // Who does not teach publishes nothing, whoever it belongs to.
        if (name === 'exams.publishExam' && actor === taker) continue;
        const answer = await world.call(method.toUpperCase(), target + query, { actor, ...body });
        expect(answer.status, `${name} by ${actor.role}`).to.equal(404);
        expect(answer.bytes.toString()).not.to.include('Mitochondrion');
      }
    }
  });
});
