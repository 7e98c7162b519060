import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { openItem, rightAnswers, ruleItems } from './exam-rows.ts';
import { actorOf, type MarkingWorld, openMarkingWorld } from './marking-world.ts';

describe('attempts at an exam', function () {
  this.timeout(60_000);
  let lab: MarkingWorld;
  before(async () => {
    lab = await openMarkingWorld();
  });
  after(() => lab?.close());

  const right = (items: readonly { id: string }[]) =>
    Object.fromEntries(items.map(({ id }, at) => [id, rightAnswers[at]]));
  const begin = async (taker: Actor, path: string, body: unknown = {}) => {
    const begun = await lab.post(taker, `${path}/attempts`, body);
    expect(begun.status, begun.text).to.be.oneOf([200, 201]);
    return begun.body.data;
  };
  const overdue = (id: string, seconds: number) =>
    lab.world.query(`UPDATE exams.attempts SET due_at = now() - make_interval(secs => $2) WHERE id = $1`, [
      id,
      seconds,
    ]);

  it('marks what rules can mark in the answer of the submission; submitting again answers the same', async () => {
    const taker = actorOf();
    const exam = await lab.exam({
      items: ruleItems,
      takers: [taker],
      publication: { show_key: 'after_marking' },
    });
    const begun = await lab.post(taker, `${exam.path}/attempts`);
    expect(begun.status, begun.text).to.equal(201);
    expect(begun.body.data).to.include({ status: 'in_progress', number: 1, points: null, points_max: 14 });
    expect(begun.body.data.keys).to.equal(null);
    const { self } = begun.body.data.links;
    const submitted = await lab.post(taker, `${self}/submit`, { answers: right(exam.items) });
    expect(submitted.status, submitted.text).to.equal(200);
    expect(submitted.body.data).to.include({
      status: 'marked',
      points: 14,
      provisional: false,
      job_id: null,
    });
    expect(submitted.body.data.marks).to.have.length(7);
    expect(submitted.body.data.keys).to.have.length(7);
    for (const body of [{ answers: right(exam.items) }, {}]) {
      const again = await lab.post(taker, `${self}/submit`, body);
      expect(again.status).to.equal(200);
      expect(again.body.data).to.deep.equal(submitted.body.data);
    }
    const other = await lab.post(taker, `${self}/submit`, {
      answers: { [exam.items[0]!.id]: { option: 'a' } },
    });
    expect([other.status, other.body.code]).to.deep.equal([409, 'ATTEMPT_SUBMITTED']);
    const late = await lab.put(taker, `${self}/answers`, { answers: {} });
    expect([late.status, late.body.code]).to.deep.equal([409, 'ATTEMPT_SUBMITTED']);
  });

  it('is submitted once, however many requests do it at the same time', async () => {
    const taker = actorOf();
    const exam = await lab.exam({ items: [...ruleItems, openItem()], takers: [taker] });
    const { id, links } = await begin(taker, exam.path);
    const answers = {
      ...right(exam.items.slice(0, 7)),
      [exam.items[7]!.id]: { text: 'Green light is reflected.' },
    };
    const answered = await Promise.all(
      Array.from({ length: 20 }, () => lab.post(taker, `${links.self}/submit`, { answers })),
    );
    for (const { status, text } of answered) expect(status, text).to.be.oneOf([200, 202]);
    const jobs = await lab.get(taker, '/api/v1/jobs?kind=exams.grade');
    expect(jobs.body.data).to.have.length(1);
    expect((await lab.jobThatEnded(taker, jobs.body.data[0].id)).status).to.equal('succeeded');
    const marks = await lab.world.query('SELECT FROM exams.marks WHERE attempt_id = $1', [id]);
    expect(marks).to.have.length(8);
    const shown = (await lab.get(taker, links.self)).body.data;
    expect(shown).to.include({ status: 'marked', points: 15 });
  });

  it('goes on where it was left: one in progress, in one order, with what was saved', async () => {
    const taker = actorOf();
    const exam = await lab.exam({ items: ruleItems, takers: [taker] });
    const together = await Promise.all(
      Array.from({ length: 8 }, () => lab.post(taker, `${exam.path}/attempts`)),
    );
    for (const { status, text } of together) expect(status, text).to.be.oneOf([200, 201]);
    expect(new Set(together.map(({ body }) => body.data.id)).size).to.equal(1);
    expect(together.filter(({ status }) => status === 201)).to.have.length(1);
    const { links, items } = together[0]!.body.data;
    const saved = await lab.put(taker, `${links.self}/answers`, { answers: right(exam.items), saved_seq: 0 });
    expect([saved.status, saved.body.data.saved_seq]).to.deep.equal([200, 1]);
    const outdated = await lab.put(taker, `${links.self}/answers`, { answers: {}, saved_seq: 0 });
    expect([outdated.status, outdated.body.code]).to.deep.equal([409, 'ANSWERS_OUTDATED']);
    const [first] = exam.items;
    await lab.put(taker, `${links.self}/answers`, { answers: { [first!.id]: null }, saved_seq: 1 });
    const resumed = await lab.post(taker, `${exam.path}/attempts`);
    expect(resumed.status).to.equal(200);
    expect(resumed.body.data.items).to.deep.equal(items);
    expect(Object.keys(resumed.body.data.answers)).to.have.length(6);
    const done = await lab.post(taker, `${links.self}/submit`);
    expect(done.body.data.points).to.equal(12);
  });

  it('shows each taker an order of their own', async () => {
    const takers = Array.from({ length: 6 }, () => actorOf());
    const exam = await lab.exam({ items: ruleItems, takers });
    const orders = await Promise.all(
      takers.map(async (taker) =>
        (await begin(taker, exam.path)).items.map(({ id }: { id: string }) => id).join(),
      ),
    );
    expect(new Set(orders).size).to.be.greaterThan(3);
  });

  it('can be begun, answered and submitted in one request, and repeated by its key', async () => {
    const taker = actorOf();
    const exam = await lab.exam({ items: ruleItems, takers: [taker] });
    const body = { answers: right(exam.items), submit: true };
    const key = { 'Idempotency-Key': uuidv7() };
    const [first, again] = [
      await lab.post(taker, `${exam.path}/attempts`, body, key),
      await lab.post(taker, `${exam.path}/attempts`, body, key),
    ];
    expect([first.status, first.body.data.points], first.text).to.deep.equal([200, 14]);
    expect(again.body).to.deep.equal(first.body);
    const used = await lab.post(taker, `${exam.path}/attempts`, body);
    expect([used.status, used.body.code]).to.deep.equal([409, 'ATTEMPTS_USED']);
  });

  it('never makes more attempts than are allowed, however many are begun and submitted at once', async () => {
    const taker = actorOf();
    const exam = await lab.exam({ items: ruleItems, takers: [taker], publication: { attempts_allowed: 2 } });
    const answered = await Promise.all(
      Array.from({ length: 12 }, () => lab.post(taker, `${exam.path}/attempts`, { submit: true })),
    );
    for (const { status, text } of answered) expect(status, text).to.be.oneOf([200, 409]);
    const made = await lab.world.query('SELECT FROM exams.attempts WHERE exam_id = $1', [exam.id]);
    expect(made.length).to.be.within(1, 2);
  });

  it('is only begun while the exam is open, and by its author whenever that one likes', async () => {
    const taker = actorOf();
    const hour = 3_600_000;
    const early = await lab.exam({
      items: ruleItems,
      takers: [taker],
      publication: { opens_at: new Date(Date.now() + hour) },
    });
    const closed = await lab.exam({
      items: ruleItems,
      takers: [taker],
      publication: { closes_at: new Date(Date.now() - hour) },
    });
    for (const [exam, code] of [
      [early, 'EXAM_NOT_OPEN'],
      [closed, 'EXAM_CLOSED'],
    ] as const) {
      const refused = await lab.post(taker, `${exam.path}/attempts`);
      expect([refused.status, refused.body.code]).to.deep.equal([409, code]);
      expect((await lab.post(lab.author, `${exam.path}/attempts`)).status).to.equal(201);
    }
    const draft = await lab.exam({ items: ruleItems });
    const tried = await lab.post(lab.author, `${draft.path}/attempts`, {
      submit: true,
      answers: right(draft.items),
    });
    expect([tried.status, tried.body.data.points]).to.deep.equal([200, 14]);
    expect(tried.body.data.keys).to.have.length(7);
  });

  it('ends with its time: late answers are refused, what was saved is handed in, once, by whichever process looks', async () => {
    const neighbour = await lab.world.start(['exams.worker']);
    const taker = actorOf();
    const exam = await lab.exam({
      items: [...ruleItems, openItem()],
      takers: [taker],
      publication: { time_limit_seconds: 600, attempts_allowed: 2 },
    });
    const { id, links, due_at: due } = await begin(taker, exam.path);
    expect(Date.parse(due) - Date.now()).to.be.within(590_000, 601_000);
    const answers = {
      ...right(exam.items.slice(0, 7)),
      [exam.items[7]!.id]: { text: 'Green light is reflected' },
    };
    await lab.put(taker, `${links.self}/answers`, { answers });
    // Within the grace it still counts.
    await overdue(id, 1);
    expect((await lab.put(taker, `${links.self}/answers`, { answers: {} })).status).to.equal(200);
    await overdue(id, 60);
    const [save, submit] = await Promise.all([
      lab.put(taker, `${links.self}/answers`, { answers: { [exam.items[0]!.id]: { option: 'a' } } }),
      lab.post(taker, `${links.self}/submit`, { answers: { [exam.items[0]!.id]: { option: 'a' } } }),
    ]);
    for (const late of [save, submit]) {
      expect(late.status).to.equal(409);
      expect(late.body.code).to.be.oneOf(['TIME_OVER', 'ATTEMPT_SUBMITTED']);
    }
    let shown = (await lab.get(taker, links.self)).body.data;
    await until(
      'the clock hands it in and it is marked',
      async () => {
        shown = (await lab.get(taker, links.self)).body.data;
        return shown.status === 'marked';
      },
      20_000,
    );
    expect(shown.points).to.equal(15);
    expect(await lab.world.query('SELECT FROM exams.marks WHERE attempt_id = $1', [id])).to.have.length(8);
    const jobs = await lab.get(taker, '/api/v1/jobs?kind=exams.grade');
    expect(jobs.body.data).to.have.length(1);
    await neighbour.stop();
  });

  it('whose time is over makes room for the next, which begins with nothing', async () => {
    const taker = actorOf();
    const exam = await lab.exam({
      items: ruleItems,
      takers: [taker],
      publication: { time_limit_seconds: 60, attempts_allowed: 2 },
    });
    const first = await begin(taker, exam.path, { answers: right(exam.items) });
    await overdue(first.id, 60);
    const second = await begin(taker, exam.path);
    expect(second).to.deep.include({ number: 2, answers: {}, status: 'in_progress' });
    expect((await lab.get(taker, first.links.self)).body.data).to.include({ status: 'marked', points: 14 });
  });

  it('takes what it cannot use for what it is: unknown questions, wrong types, too much, scripts', async () => {
    const taker = actorOf();
    const exam = await lab.exam({ items: [...ruleItems, openItem()], takers: [taker] });
    const { links } = await begin(taker, exam.path);
    const save = (answers: unknown) => lab.put(taker, `${links.self}/answers`, { answers });
    const [mcq, , , cloze] = exam.items;
    const essay = exam.items[7]!;
    const unknown = await save({ [uuidv7()]: { option: 'a' } });
    expect([unknown.status, unknown.body.code]).to.deep.equal([422, 'ITEM_UNKNOWN']);
    for (const answer of [{ option: 'z' }, { text: 'a' }, { value: true }]) {
      const invalid = await save({ [mcq!.id]: answer });
      expect([invalid.status, invalid.body.code]).to.deep.equal([422, 'ANSWER_INVALID']);
      expect(invalid.body.errors[0].pointer).to.equal(`/answers/${mcq!.id}`);
    }
    for (const answers of [
      { 'not-an-id': { option: 'a' } },
      { [mcq!.id]: 'b' },
      { [essay.id]: { text: 'x'.repeat(30_001) } },
    ])
      expect((await save(answers)).status).to.equal(422);
    expect((await save({ [essay.id]: { text: 'x'.repeat(1_100_000) } })).status).to.equal(413);
    const script = `<script>alert(1)</script>{{7*7}}'"; DROP TABLE exams.marks; --`;
    await save({ [essay.id]: { text: script }, [cloze!.id]: { gaps: { g1: script } } });
    const shown = await lab.get(taker, links.self);
    expect(shown.headers.get('content-type')).to.include('application/json');
    expect(shown.body.data.answers[essay.id].text).to.equal(script);
    expect(shown.body.data.answers[cloze!.id].gaps.g1).to.equal(script);
  });
});
