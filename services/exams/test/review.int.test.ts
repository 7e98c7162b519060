import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { openItem, rightAnswers, ruleItems } from './exam-rows.ts';
import { actorOf, type MarkingWorld, openMarkingWorld } from './marking-world.ts';

describe('what people do with marks', function () {
  this.timeout(60_000);
  let lab: MarkingWorld;
  before(async () => {
    lab = await openMarkingWorld({ offline: true });
  });
  after(() => lab?.close());

  const submit = async (taker: Actor, path: string, answers: Record<string, unknown>) => {
    const submitted = await lab.post(taker, `${path}/attempts`, { submit: true, answers });
    expect(submitted.status, submitted.text).to.be.oneOf([200, 202]);
    if (submitted.status === 202) await lab.jobThatEnded(taker, (submitted.body.data as JobView).id);
    const [attempt] = (await lab.get(taker, `${path}/attempts`)).body.data;
    return attempt as { id: string; points: number; provisional: boolean; links: { self: string } };
  };
  const allRight = (items: readonly { id: string }[]) =>
    Object.fromEntries(items.map(({ id }, at) => [id, rightAnswers[at]]));

  it('an appeal is decided once; where it is upheld the mark has a new revision, the old one stays, the sum follows', async () => {
    const taker = actorOf();
    const exam = await lab.exam({ items: ruleItems, takers: [taker] });
    const [mcq, multi] = exam.items;
    const wrong = { ...allRight(exam.items), [mcq!.id]: { option: 'a' } };
    const begun = await lab.post(taker, `${exam.path}/attempts`);
    const { self } = begun.body.data.links;
    const early = await lab.post(taker, `${self}/appeals`, { item_id: mcq!.id, text: 'It was right.' });
    expect([early.status, early.body.code]).to.deep.equal([409, 'ATTEMPT_NOT_MARKED']);
    const attempt = await submit(taker, exam.path, wrong);
    expect(attempt.points).to.equal(12);

    const appealed = await lab.post(taker, `${self}/appeals`, { item_id: mcq!.id, text: 'It was right.' });
    expect(appealed.status, appealed.text).to.equal(201);
    expect(appealed.body.data).to.include({ status: 'open', user_id: taker.owner_id, decision: null });
    const twice = await lab.post(taker, `${self}/appeals`, { item_id: mcq!.id, text: 'Really.' });
    expect([twice.status, twice.body.code]).to.deep.equal([409, 'APPEAL_OPEN']);
    const unknown = await lab.post(taker, `${self}/appeals`, { item_id: uuidv7(), text: 'Hm.' });
    expect([unknown.status, unknown.body.code]).to.deep.equal([422, 'ITEM_UNKNOWN']);
    await lab.post(taker, `${self}/appeals`, { item_id: multi!.id, text: 'And this.' });
    const listed = await lab.get(lab.author, `${exam.path}/appeals?status=open&limit=1`);
    expect(listed.body.data).to.have.length(1);
    const rest = await lab.get(
      lab.author,
      `${exam.path}/appeals?status=open&limit=1&cursor=${listed.body.metadata.next_cursor}`,
    );
    expect(rest.body.data[0].item_id).to.equal(mcq!.id);
    expect(rest.body.metadata.next_cursor).to.equal(null);
    expect((await lab.get(actorOf(), `${exam.path}/appeals`)).status).to.equal(404);

    const decide = (as: Actor, body: unknown) =>
      lab.post(as, `${exam.path}/appeals/${appealed.body.data.id}/decide`, body);
    const upheld = { status: 'upheld', decision: 'Both are right.', points: 2 };
    expect((await decide(taker, upheld)).status).to.equal(404);
    const tooMuch = await decide(lab.author, { ...upheld, points: 3 });
    expect([tooMuch.status, tooMuch.body.code]).to.deep.equal([422, 'POINTS_INVALID']);
    expect((await decide(lab.author, { status: 'upheld', decision: 'x' })).status).to.equal(422);
    const answered = await Promise.all(Array.from({ length: 6 }, () => decide(lab.author, upheld)));
    expect(answered.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409, 409, 409, 409]);

    const shown = (await lab.get(taker, self)).body.data;
    expect(shown.points).to.equal(14);
    const revisions = (await lab.get(taker, `${self}/marks/${mcq!.id}`)).body.data;
    expect(
      revisions.map(({ revision, points, marked_by, reason }: Record<string, unknown>) => [
        revision,
        points,
        marked_by,
        reason,
      ]),
    ).to.deep.equal([
      [2, 2, 'person', 'Both are right.'],
      [1, 0, 'rule', null],
    ]);
    const mine = (await lab.get(taker, `${exam.path}/appeals`)).body.data;
    expect(mine.map(({ status }: { status: string }) => status)).to.deep.equal(['open', 'upheld']);
    // What was decided may be objected to again.
    expect((await lab.post(taker, `${self}/appeals`, { item_id: mcq!.id, text: 'More.' })).status).to.equal(
      201,
    );
  });

  it('a rejected appeal changes no mark', async () => {
    const taker = actorOf();
    const exam = await lab.exam({ items: ruleItems, takers: [taker] });
    const attempt = await submit(taker, exam.path, {});
    const item_id = exam.items[0]!.id;
    const { id } = (await lab.post(taker, `${attempt.links.self}/appeals`, { item_id, text: 'Please.' })).body
      .data;
    const decided = await lab.post(lab.author, `${exam.path}/appeals/${id}/decide`, {
      status: 'rejected',
      decision: 'No answer was given.',
    });
    expect(decided.body.data).to.include({ status: 'rejected', decision: 'No answer was given.' });
    expect((await lab.get(taker, `${attempt.links.self}/marks/${item_id}`)).body.data).to.have.length(1);
  });

  it('a review has what is provisional, like answers beside each other, until a person has marked it', async () => {
    const texts = [
      'chlorophyll absorbs red and blue light',
      'because of the weather in spring',
      'blue and red light is what chlorophyll absorbs!',
      'the weather in the spring, because of it',
      'they are painted',
      'Chlorophyll absorbs red and also blue light.',
    ];
    const takers = texts.map(() => actorOf());
    const exam = await lab.exam({ items: [ruleItems[0]!, openItem()], takers });
    const essay = exam.items[1]!.id;
    for (const [at, taker] of takers.entries())
      await submit(taker, exam.path, { [essay]: { text: texts[at] }, [exam.items[0]!.id]: { option: 'b' } });
    const all: { answer: string; attempt_id: string; mark: { provisional: boolean } }[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 10; pages += 1) {
      const page = await lab.get(lab.author, `${exam.path}/review?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.status, page.text).to.equal(200);
      all.push(...page.body.data);
      cursor = page.body.metadata.next_cursor;
    }
    expect(all.map(({ answer }) => answer)).to.have.members(texts);
    const places = (group: readonly number[]) =>
      group.map((at) => all.findIndex(({ answer }) => answer === texts[at])).sort();
    for (const group of [
      [0, 2, 5],
      [1, 3],
    ]) {
      const found = places(group);
      expect(found.at(-1)! - found[0]!, group.join()).to.equal(group.length - 1);
    }
    const [first] = all;
    const put = (as: Actor, body: unknown) =>
      lab.put(as, `${exam.path}/attempts/${first!.attempt_id}/marks/${essay}`, body);
    expect((await put(takers[0]!, { points: 4, reason: 'x' })).status).to.equal(404);
    expect((await put(lab.author, { points: 4.5, reason: 'x' })).body.code).to.equal('POINTS_INVALID');
    const marked = await put(lab.author, { points: 2.5, reason: 'Half of it.', feedback: 'See page 3.' });
    expect(marked.body.data).to.include({
      points: 2.5,
      revision: 2,
      marked_by: 'person',
      provisional: false,
      feedback: 'See page 3.',
    });
    expect((await lab.get(lab.author, `${exam.path}/review`)).body.data).to.have.length(5);
    const other = await lab.get(lab.author, `${exam.path}/review?cursor=bm90LW91cnM`);
    expect([other.status, other.body.code]).to.deep.equal([400, 'CURSOR_INVALID']);
  });

  it('statistics and the gradebook tell of the first and of the best attempt of everybody but the author', async () => {
    const takers = Array.from({ length: 5 }, () => actorOf());
    const items = [0, 1, 2, 3].map((at) => ({
      ...ruleItems[0]!,
      stem: at === 0 ? '=HYPERLINK("http://x")' : `Q${at}`,
      marks: 1,
    }));
    const exam = await lab.exam({ items, takers, publication: { attempts_allowed: 2 } });
    const pattern = ['bbbb', 'bbba', 'bbaa', 'baba', 'aaaa'];
    const answersOf = (options: string) =>
      Object.fromEntries(exam.items.map(({ id }, at) => [id, { option: options[at] }]));
    for (const [at, taker] of takers.entries()) await submit(taker, exam.path, answersOf(pattern[at]!));
    await submit(takers[4]!, exam.path, answersOf('bbbb'));
    await submit(lab.author, exam.path, answersOf('bbbb'));
    const { body } = await lab.get(lab.author, `${exam.path}/statistics`);
    expect(body.data).to.include({ attempts: 5, mean: 2.2, standard_deviation: 1.4832, reliability: 0.7273 });
    expect(body.data.items.map(({ difficulty }: { difficulty: number }) => difficulty)).to.deep.equal([
      0.8, 0.6, 0.6, 0.2,
    ]);
    expect(body.data.items[0]).to.include({ answered: 5, discrimination: 0.6864 });
    expect(body.data.items[0].options).to.deep.equal({ a: 1, b: 4, c: 0, d: 0 });
    const book = await lab.get(lab.author, `${exam.path}/gradebook`);
    expect(book.headers.get('content-type')).to.include('text/csv');
    expect(book.headers.get('content-disposition')).to.include('attachment');
    const lines = book.text
      .replace(/^\ufeff/, '')
      .trim()
      .split('\r\n');
    expect(lines).to.have.length(6);
    expect(book.text).not.to.match(/(^|[,\n])"?[=+@-]/);
    for (const [at, taker] of takers.entries()) {
      const line = lines.find((one) => one.startsWith(taker.owner_id));
      expect(line?.split(',')[3], taker.owner_id).to.equal(['4', '3', '2', '2', '4'][at]);
    }
  });

  it('figures tell how questions and marking fare, to each owner their own', async () => {
    for (const service of ['questions', 'evaluation']) {
      const health = await fetch(`${lab.running.url}/api/${service}/health`);
      const answer = (await health.json()) as Record<string, unknown>;
      expect(answer).to.deep.include({ service, queue: { waiting: 0, running: 0 } });
      expect(answer.status).to.be.oneOf(['healthy', 'degraded']);
    }
    const [taker, other] = [actorOf(), actorOf()];
    const exam = await lab.exam({ items: [...ruleItems, openItem()], takers: [taker, other] });
    await submit(taker, exam.path, { [exam.items[7]!.id]: { text: 'Light.' } });
    const { body } = await lab.get(taker, '/api/evaluation/stats');
    expect(body.data).to.include({ total: 8, last_24_hours: 8, cache_hit_rate: 0, cost_usd: 0 });
    expect(body.data.mean_duration_ms).to.be.a('number');
    expect((await lab.get(other, '/api/evaluation/stats')).body.data.total).to.equal(0);
    const questions = await lab.get(lab.author, '/api/questions/stats');
    expect(questions.body.data.by_type.mcq).to.be.greaterThan(0);
    expect((await lab.get(other, '/api/questions/stats')).body.data).to.deep.include({
      total: 0,
      by_type: {},
      mean_duration_ms: null,
    });
  });
});
