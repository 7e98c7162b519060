import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import type { Draft } from '../prompts/make-items.ts';
import { type ExamsWorld, newOwner, openExams } from './exams-world.ts';
import { factDocument } from './facts.ts';

describe('questions that may not stand', function () {
  this.timeout(180_000);
  let lab: ExamsWorld | undefined;
  afterEach(() => lab?.close());

  it('are asked for again with the reason, each alone', async () => {
    let spoiled = 0;
    lab = await openExams({
      spoil(draft, rejected) {
        if (rejected || draft.type !== 'mcq' || draft.slot !== 2) return draft;
        spoiled += 1;
        return { ...draft, quote: 'The moon is made of green cheese, as everybody knows.' };
      },
    });
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(10, 0));
    const { job, examId } = await lab.make(owner, { document_ids: [id], counts: { mcq: 5 } });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const { items, report } = await lab.exam(owner, examId);
    expect([items.length, spoiled, lab.maker.calls.make, lab.maker.calls.solve]).to.deep.equal([5, 1, 2, 1]);
    expect(report?.rejected).to.deep.equal({ grounding: 1 });
    const again = lab.model.requests.find(({ user }) => user.includes('turned away'));
    expect(again?.user.match(/^- Question/gm)).to.have.length(1);
  });

  it('are reported where nothing better comes, on no passage', async () => {
    const spoil = (draft: Draft): Draft =>
      draft.type === 'true_false' ? { ...draft, quote: 'These words stand nowhere in any of it.' } : draft;
    lab = await openExams({ spoil });
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(10, 0));
    const { job, examId } = await lab.make(owner, { document_ids: [id], counts: { mcq: 4, true_false: 1 } });
    expect([job.status, job.warnings[0]?.code]).to.deep.equal(['succeeded', 'QUESTIONS_MISSING']);
    const { items, report } = await lab.exam(owner, examId);
    expect(items.map(({ type }) => type)).to.deep.equal(['mcq', 'mcq', 'mcq', 'mcq']);
    expect(report?.missing.map(({ type }) => type)).to.deep.equal(['true_false']);
    expect(report?.missing[0]?.reason).to.not.equal('');
    const none = await lab.make(owner, { document_ids: [id], counts: { true_false: 1 } });
    expect([none.job.status, none.job.error?.code]).to.deep.equal(['failed', 'NOTHING_MADE']);
  });

  it('are found by a second provider that answers them without their key', async () => {
    lab = await openExams({
      environment: { ANTHROPIC_API_KEY: 'stand-in' },
      spoil: (draft, rejected) =>
        draft.type === 'mcq' && draft.slot === 1 && !rejected
          ? {
              ...draft,
              answer: draft.distractors[0] as string,
              distractors: [draft.answer, ...draft.distractors.slice(1)],
            }
          : draft,
    });
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(10, 0));
    const { job, examId } = await lab.make(owner, { document_ids: [id], counts: { mcq: 5 } });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const { report } = await lab.exam(owner, examId);
    expect(report?.blind_solver).to.match(/^claude/);
    expect(Object.keys(report?.rejected ?? {})).to.not.be.empty;
    const solving = lab.model.requests.filter(({ user }) => user.includes('<question '));
    expect(new Set(solving.map(({ protocol }) => protocol))).to.deep.equal(new Set(['anthropic']));
    for (const { user } of solving) expect(user).to.not.match(/"key"|distractor/);
  });

  it('are left out where an exam of the last weeks has asked them', async () => {
    lab = await openExams();
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(4, 0));
    const ask = { document_ids: [id], counts: { mcq: 4 } };
    const first = await lab.exam(owner, (await lab.make(owner, ask)).examId);
    const second = await lab.make(owner, { ...ask, exclude_recent: true });
    const stems = new Set(first.items.map(({ stem }) => stem));
    const asked = second.job.status === 'succeeded' ? (await lab.exam(owner, second.examId)).items : [];
    for (const { stem } of asked) expect(stems.has(stem), stem).to.equal(false);
    const requests = lab.model.requests.filter(({ user }) => user.includes('<avoid>'));
    expect(requests).to.not.be.empty;
  });

  it('a document of the faculty is material for its members, and for nobody else', async () => {
    lab = await openExams();
    const faculty = uuidv7();
    const teacher = newOwner('academic', faculty);
    const id = await lab.upload(teacher, factDocument(6, 0), {
      fields: { visibility: 'faculty', faculty_id: faculty },
    });
    const ask = { document_ids: [id], counts: { mcq: 2 } };
    const { job } = await lab.make(newOwner('student', faculty), ask);
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const foreign = await lab.call('POST', '/api/v1/exams', { as: newOwner('student', uuidv7()), body: ask });
    expect(foreign.status).to.equal(404);
  });

  it('a model that gives up fails the exam with its reason', async () => {
    lab = await openExams({ behave: () => ({ kind: 'refusal' }) });
    const owner = newOwner();
    const id = await lab.upload(owner, factDocument(6, 0));
    const { job, examId } = await lab.make(owner, { document_ids: [id], counts: { mcq: 10 } });
    expect([job.status, job.error?.code]).to.deep.equal(['failed', 'MODEL_REFUSED']);
    expect(examId).to.be.a('string');
  });
});
