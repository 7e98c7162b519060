import type { ExamWithItems } from '@scory/contracts/exams/exams.ts';
import type { Item, ItemDraft } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type ExamsWorld, newOwner, openExams } from './exams-world.ts';
import { factDocument } from './facts.ts';

const draftOf = ({
  version: _v,
  position: _p,
  sources: _s,
  origin: _o,
  ai_model: _m,
  ...draft
}: Item): ItemDraft => draft as ItemDraft;

describe('correcting exams', function () {
  this.timeout(120_000);
  let lab: ExamsWorld;
  const author = newOwner('academic');
  let examId: string;
  let exam: ExamWithItems;

  const put = (body: Record<string, unknown>, as = author, id = examId) =>
    lab.call('PUT', `/api/v1/exams/${id}`, { as, body });
  const versions = async (id: string, as = author) => lab.call('GET', `/api/v1/items/${id}/versions`, { as });

  before(async () => {
    lab = await openExams();
    const id = await lab.upload(author, factDocument(12, 0));
    examId = (await lab.make(author, { document_ids: [id], counts: { mcq: 3, short_answer: 1 } })).examId;
    exam = await lab.exam(author, examId);
    expect(exam.item_count).to.equal(4);
  });
  after(() => lab?.close());

  it('shows an exam and its keys to its author alone', async () => {
    expect(exam.items[0]).to.have.property('key');
    const stranger = newOwner('academic');
    for (const [method, path, body] of [
      ['GET', `/api/v1/exams/${examId}`, undefined],
      ['PUT', `/api/v1/exams/${examId}`, { revision: 0, title: 'Mine', items: [] }],
      ['DELETE', `/api/v1/exams/${examId}`, undefined],
      ['GET', `/api/v1/items/${exam.items[0]?.id}/versions`, undefined],
    ] as const)
      expect((await lab.call(method, path, { as: stranger, body })).status, `${method} ${path}`).to.equal(
        404,
      );
    for (const path of ['/api/v1/exams', '/api/v1/items'])
      expect((await lab.call('GET', path, { as: stranger })).body.data).to.deep.equal([]);
    expect((await lab.call('GET', `/api/v1/exams/${examId}`)).status).to.equal(401);
  });

  it('makes a new version of what was changed, keeps the rest, and what leaves stays in the bank', async () => {
    const [first, second, third] = exam.items as [Item, Item, Item];
    const changed = { ...draftOf(second), stem: 'Which metal is it, then, that goes there?' };
    const fresh: ItemDraft = {
      ...{ type: 'true_false', stem: 'Zinc is a metal.', body: {}, key: { value: true }, marks: 1 },
      ...{ difficulty: 'easy', bloom: 'remember', topic: 'Metals', tags: ['chemistry'] },
    };
    const { status, body } = await put({
      revision: 0,
      title: 'Corrected',
      items: [changed, draftOf(first), fresh],
    });
    expect(status, JSON.stringify(body)).to.equal(200);
    const { items, title, revision } = body.data as ExamWithItems;
    expect([title, revision]).to.deep.equal(['Corrected', 1]);
    expect(items.map(({ id, version }) => [id, version]).slice(0, 2)).to.deep.equal([
      [second.id, 2],
      [first.id, 1],
    ]);
    expect(items[0]).to.deep.include({ stem: changed.stem, origin: 'person', sources: second.sources });
    expect(items[2]).to.deep.include({ version: 1, origin: 'person', sources: [], tags: ['chemistry'] });
    expect((await versions(second.id)).body.data.map((item: Item) => item.stem)).to.deep.equal([
      changed.stem,
      second.stem,
    ]);
    const bank = (await lab.call('GET', '/api/v1/items?limit=100', { as: author })).body.data as {
      item: Item;
      used_in: number;
    }[];
    expect(bank).to.have.length(5);
    expect(bank.find(({ item }) => item.id === third.id)?.used_in).to.equal(0);
    expect(bank.find(({ item }) => item.id === second.id)?.item.version).to.equal(2);
    const tagged = await lab.call('GET', '/api/v1/items?tag=chemistry', { as: author });
    expect(tagged.body.data.map(({ item }: { item: Item }) => item.stem)).to.deep.equal([fresh.stem]);
    const unused = await lab.call('GET', '/api/v1/items?unused_days=1&type=mcq', { as: author });
    expect(unused.body.data.map(({ item }: { item: Item }) => item.id)).to.deep.equal([third.id]);
  });

  it('refuses what was written on an older state, what has no sense, and items of others', async () => {
    const { items, revision } = await lab.exam(author, examId);
    const drafts = items.map(draftOf);
    const stale = await put({ revision: revision - 1, title: 'Late', items: drafts });
    expect([stale.status, stale.body.code]).to.deep.equal([409, 'REVISION_OUTDATED']);
    const [first, ...others] = drafts as [ItemDraft & { type: 'mcq' }, ...ItemDraft[]];
    const broken = { ...first, key: { option: 'zz' } };
    const invalid = await put({ revision, title: 'Broken', items: [...others, broken] });
    expect([invalid.status, invalid.body.code, invalid.body.errors[0].pointer]).to.deep.equal([
      422,
      'ITEM_INVALID',
      `/items/${others.length}`,
    ]);
    const foreign = await put({ revision, title: 'Foreign', items: [{ ...first, id: uuidv7() }] });
    expect([foreign.status, foreign.body.code]).to.deep.equal([422, 'ITEM_INVALID']);
    const twice = await put({ revision, title: 'Twice', items: [first, first] });
    expect([twice.status, twice.body.code]).to.deep.equal([422, 'ITEM_INVALID']);
    expect((await lab.exam(author, examId)).revision).to.equal(revision);
  });

  it('leaves the questions of an exam alone that somebody has begun', async () => {
    const { items, revision } = await lab.exam(author, examId);
    await lab.world.query(
      `INSERT INTO exams.attempts (id, exam_id, owner_id, number, status, seed) VALUES ($1, $2, $3, 1, 'in_progress', 1)`,
      [uuidv7(), examId, author.owner_id],
    );
    const drafts = items.map(draftOf);
    const used = await put({ revision, title: 'Shorter', items: drafts.slice(1) });
    expect([used.status, used.body.code]).to.deep.equal([409, 'EXAM_IN_USE']);
    const renamed = await put({ revision, title: 'Renamed', items: drafts });
    expect([renamed.status, renamed.body.data?.title]).to.deep.equal([200, 'Renamed']);
  });

  it('lists exams newest first, page by page', async () => {
    const body = { topics: ['nothing'], counts: { mcq: 1 } };
    const later = await lab.make(author, body);
    const list = async (query: string) =>
      (await lab.call('GET', `/api/v1/exams${query}`, { as: author })).body;
    const first = await list('?limit=1');
    expect(first.data.map(({ id }: { id: string }) => id)).to.deep.equal([later.examId]);
    const second = await list(`?limit=1&cursor=${first.metadata.next_cursor}`);
    expect(second.data.map(({ id }: { id: string }) => id)).to.deep.equal([examId]);
    expect(second.metadata.next_cursor).to.equal(null);
    expect((await list('?status=draft')).data.map(({ id }: { id: string }) => id)).to.include(examId);
  });
});
