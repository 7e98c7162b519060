import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type ExamsWorld, newOwner, openExams } from './exams-world.ts';
import { factDocument } from './facts.ts';

const everyType = {
  ...{ mcq: 2, multi_select: 1, true_false: 2, cloze: 1, short_answer: 1 },
  ...{ numeric: 2, matching: 1, ordering: 1, essay: 1 },
};

describe('making an exam', function () {
  this.timeout(120_000);
  let lab: ExamsWorld;
  const author = newOwner('academic');
  let documentId: string;

  before(async () => {
    lab = await openExams();
    documentId = await lab.upload(author, factDocument(20, 0));
  });
  after(() => lab?.close());

  it('makes what was asked for, each question on words that stand in its document', async () => {
    const { job, examId } = await lab.make(author, {
      ...{ document_ids: [documentId], counts: everyType, marks: 60, title: 'Mid-term' },
    });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const exam = await lab.exam(author, examId);
    expect(exam).to.include({
      status: 'draft',
      title: 'Mid-term',
      marks: 60,
      item_count: 12,
      language: 'en',
    });
    const counts = Object.entries(everyType).map(([type]) => [
      type,
      exam.items.filter((item) => item.type === type).length,
    ]);
    expect(Object.fromEntries(counts)).to.deep.equal(everyType);
    const { body } = await lab.call('GET', `/api/v1/documents/${documentId}/passages?limit=200`, {
      as: author,
    });
    const text = body.data.map((passage: { text: string }) => passage.text).join('\n');
    for (const item of exam.items) {
      expect(item.sources).to.have.length(1);
      expect(text).to.include(item.sources[0]?.quote);
      expect([item.sources[0]?.document_id, item.origin, item.ai_model]).to.deep.equal([
        documentId,
        'model',
        'gpt-4o-mini',
      ]);
    }
    expect(exam.report).to.deep.include({ asked: 12, made: 12, missing: [], blind_solver: 'gpt-4o-mini' });
    expect(job.result).to.deep.include({ exam_id: examId, item_count: 12 });
    expect(JSON.stringify(job)).to.not.include('grams of');
    expect(job.metadata).to.deep.include({ ai_model: 'gpt-4o-mini', from_cache: false });
  });

  it('needs two calls for five questions, and none for who asks the same again', async () => {
    const ask = (ids: string[]) => ({ document_ids: ids, counts: { mcq: 10, numeric: 5 } });
    const before = { ...lab.maker.calls };
    const first = await lab.make(author, ask([documentId]));
    expect([lab.maker.calls.make - before.make, lab.maker.calls.solve - before.solve]).to.deep.equal([3, 3]);
    const again = await lab.make(author, ask([documentId]));
    expect([lab.maker.calls.make - before.make, again.job.metadata.from_cache]).to.deep.equal([3, true]);
    expect(again.examId).to.not.equal(first.examId);
    const [one, two] = [await lab.exam(author, first.examId), await lab.exam(author, again.examId)];
    expect(two.items.map(({ stem }) => stem)).to.deep.equal(one.items.map(({ stem }) => stem));
    expect(two.items[0]?.id).to.not.equal(one.items[0]?.id);
  });

  it('shares calls between owners who ask for the same of the same file, and shows neither the other', async () => {
    const [one, two] = [newOwner(), newOwner()];
    const content = factDocument(8, 300);
    const ids = [await lab.upload(one, content), await lab.upload(two, content)];
    const before = lab.maker.calls.make;
    const ask = (id: string) => ({ document_ids: [id], counts: { mcq: 5 } });
    const made = await Promise.all([lab.make(one, ask(ids[0]!)), lab.make(two, ask(ids[1]!))]);
    expect(lab.maker.calls.make - before).to.equal(1);
    const costs = made.map(({ job }) => job.metadata.tokens_used as number).sort((a, b) => a - b);
    expect(costs[0]).to.equal(0);
    expect(costs[1]).to.be.greaterThan(0);
    const exam = await lab.exam(two, made[1]!.examId);
    expect(exam.items.every(({ sources }) => sources[0]?.document_id === ids[1])).to.equal(true);
    expect((await lab.call('GET', `/api/v1/exams/${made[0]!.examId}`, { as: two })).status).to.equal(404);
  });

  it('counts questions while they are made', async () => {
    const slow = await openExams({ latencyMs: 400 });
    try {
      const owner = newOwner();
      const id = await slow.upload(owner, factDocument(12, 100));
      const { body } = await slow.call('POST', '/api/v1/exams', {
        as: owner,
        body: { document_ids: [id], counts: { mcq: 10, true_false: 2 } },
      });
      await until('the first questions are counted', async () => {
        const { progress } = await slow.job(owner, body.data.id);
        return progress?.phase === 'questions' && progress.total === 12;
      });
      expect((await slow.ended(owner, body.data.id)).progress).to.deep.equal({
        ...{ phase: 'questions', completed: 12, total: 12 },
      });
    } finally {
      await slow.close();
    }
  });

  it('makes one exam of the same wish, while it is being fulfilled, and with the same key', async () => {
    const body = { document_ids: [documentId], counts: { cloze: 4 }, seed: 77 };
    const headers = { 'Idempotency-Key': 'once' };
    const [one, two] = await Promise.all([
      lab.call('POST', '/api/v1/exams', { as: author, body }),
      lab.call('POST', '/api/v1/exams', { as: author, body }),
    ]);
    expect(one.body.data.id).to.equal(two.body.data.id);
    expect(one.body.metadata).to.deep.equal(two.body.metadata);
    await lab.ended(author, one.body.data.id);
    const first = await lab.call('POST', '/api/v1/exams', {
      as: author,
      body: { ...body, seed: 78 },
      headers,
    });
    const replay = await lab.call('POST', '/api/v1/exams', {
      as: author,
      body: { ...body, seed: 78 },
      headers,
    });
    expect(replay.body.metadata).to.deep.equal(first.body.metadata);
    await lab.ended(author, first.body.data.id);
  });

  it('makes an exam on topics, from what is found for them', async () => {
    const owner = newOwner();
    await lab.upload(owner, factDocument(10, 600));
    const { job, examId } = await lab.make(owner, {
      topics: ['grams of zinc', 'device built from a spring'],
      counts: { mcq: 4 },
    });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const { items } = await lab.exam(owner, examId);
    expect(new Set(items.map(({ topic }) => topic))).to.deep.equal(
      new Set(['grams of zinc', 'device built from a spring']),
    );
  });

  it('refuses what contradicts itself, and documents of others', async () => {
    const post = (body: Record<string, unknown>, as = author) =>
      lab.call('POST', '/api/v1/exams', { as, body });
    const essay = await post({ document_ids: [documentId], counts: { essay: 1 }, bloom: ['remember'] });
    expect([essay.status, essay.body.code, essay.body.errors[0].pointer]).to.deep.equal([
      422,
      'BLOOM_UNSUITABLE',
      '/counts/essay',
    ]);
    const marks = await post({ document_ids: [documentId], counts: { mcq: 2 }, marks: 500 });
    expect([marks.status, marks.body.code]).to.deep.equal([422, 'MARKS_UNSUITABLE']);
    const foreign = await post({ document_ids: [documentId], counts: { mcq: 1 } }, newOwner());
    expect([foreign.status, foreign.body.code]).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
    expect(
      (await lab.world.query('SELECT id FROM exams.exams WHERE status = $1', ['generating'])).length,
    ).to.equal(0);
  });

  it('says what the material does not bear, and pads nothing', async () => {
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(2, 700));
    const { job, examId } = await lab.make(owner, { document_ids: [id], counts: { mcq: 30 } });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    expect(job.warnings[0]?.code).to.equal('QUESTIONS_MISSING');
    const { report, items } = await lab.exam(owner, examId);
    expect(items.length).to.be.within(1, 6);
    expect([report?.asked, report?.made, report?.missing.length]).to.deep.equal([
      30,
      items.length,
      30 - items.length,
    ]);
    for (const { reason } of report?.missing ?? []) expect(reason).to.not.equal('');
  });

  it('fails where there is nothing to ask about', async () => {
    const owner = newOwner();
    const tiny = await lab.upload(owner, '# Notes\n\nTo do.\n');
    const { job, examId } = await lab.make(owner, { document_ids: [tiny], counts: { mcq: 1 } });
    expect([job.status, job.error?.code]).to.deep.equal(['failed', 'MATERIAL_TOO_SMALL']);
    await until('the exam says so', async () => (await lab.exam(owner, examId)).status === 'failed');
    expect((await lab.exam(owner, examId)).error?.code).to.equal('MATERIAL_TOO_SMALL');
    const none = await lab.make(newOwner(), { topics: ['anything'], counts: { mcq: 1 } });
    expect(none.job.error?.code).to.equal('MATERIAL_EMPTY');
  });
});
