import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { openItem, rightAnswers, ruleItems } from './exam-rows.ts';
import { actorOf, type MarkingWorld, openMarkingWorld } from './marking-world.ts';

describe('what an attempt tells, and whom', function () {
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

  it('is seen by whoever made it, by the author once it is submitted, and by nobody else on any route', async () => {
    const faculty = uuidv7();
    const [taker, other, stranger] = [
      actorOf('student', { faculty_id: faculty }),
      actorOf(),
      actorOf('admin'),
    ];
    const exam = await lab.exam({
      items: ruleItems,
      publication: { audience: 'faculty', faculty_id: faculty },
    });
    const { links, id } = await begin(taker, exam.path);
    const [item] = exam.items;
    const routes: [string, string, unknown?][] = [
      ['GET', links.self],
      ['PUT', `${links.self}/answers`, { answers: {} }],
      ['POST', `${links.self}/submit`, {}],
      ['POST', `${links.self}/appeals`, { item_id: item!.id, text: 'No.' }],
      ['GET', `${links.self}/marks/${item!.id}`],
      ['PUT', `${links.self}/marks/${item!.id}`, { points: 1, reason: 'x' }],
      ['POST', `${exam.path}/attempts`, {}],
      ['GET', `${exam.path}/attempts`],
      ['GET', `${exam.path}/appeals`],
      ['GET', `${exam.path}/review`],
      ['GET', `${exam.path}/statistics`],
      ['GET', `${exam.path}/gradebook`],
      ['POST', `${exam.path}/appeals/${uuidv7()}/decide`, { status: 'rejected', decision: 'x' }],
    ];
    for (const as of [other, stranger])
      for (const [method, path, body] of routes)
        expect((await lab.call(as, method, path, body)).status, `${method} ${path}`).to.equal(404);
    expect((await lab.get(lab.author, links.self)).status, 'before it is submitted').to.equal(404);
    expect((await lab.get(lab.author, `${exam.path}/attempts`)).body.data).to.deep.equal([]);
    // An attempt is found below its own exam alone.
    const elsewhere = await lab.exam({ items: ruleItems, takers: [taker] });
    expect((await lab.get(taker, `${elsewhere.path}/attempts/${id}`)).status).to.equal(404);
    await lab.post(taker, `${links.self}/submit`);
    expect((await lab.get(lab.author, links.self)).status).to.equal(200);
    for (const as of [other, stranger])
      for (const [method, path, body] of routes)
        expect((await lab.call(as, method, path, body)).status, `${method} ${path}`).to.equal(404);
    // What is its author's alone is not its taker's.
    for (const path of ['review', 'statistics', 'gradebook'])
      expect((await lab.get(taker, `${exam.path}/${path}`)).status, path).to.equal(404);
    expect(
      (await lab.put(taker, `${links.self}/marks/${item!.id}`, { points: 1, reason: 'x' })).status,
    ).to.equal(404);
    expect((await lab.get(taker, `${exam.path}/attempts`)).body.data).to.have.length(1);
  });

  for (const show_key of ['never', 'after_close', 'after_marking'] as const)
    it(`tells nothing of a key before it is marked, on no route, and afterwards as the exam says (${show_key})`, async () => {
      const taker = actorOf();
      const secret = 'CANARY';
      const exam = await lab.exam({
        items: [
          ...ruleItems.map((item) => ({
            ...item,
            explanation: `${secret} explanation`,
            sources: [{ document_id: uuidv7(), page: 3, quote: `${secret} quote`, boxes: [], section: [] }],
          })),
          {
            ...openItem(),
            key: {
              rubric: [{ id: 'c1', text: `${secret} criterion`, points: 4 }],
              model_answer: `${secret} model`,
            },
          } as ReturnType<typeof openItem>,
        ],
        takers: [taker],
        publication: { show_key },
      });
      const isSilent = ({ text, status }: { text: string; status: number }, where: string): void => {
        expect(status, where).to.be.below(500);
        for (const told of [secret, '"key":', '"rubric"', 'model_answer', '"explanation"'])
          expect(text, where).not.to.include(told);
      };
      const begun = await lab.post(taker, `${exam.path}/attempts`);
      isSilent(begun, 'begin');
      const { self } = begun.body.data.links;
      const [mcq] = exam.items;
      isSilent(await lab.get(taker, self), 'show');
      isSilent(await lab.put(taker, `${self}/answers`, { answers: right(exam.items.slice(0, 7)) }), 'save');
      isSilent(
        await lab.put(taker, `${self}/answers`, { answers: { [mcq!.id]: { option: 'zz' } } }),
        'save wrong',
      );
      for (const path of [
        `${exam.path}/attempts`,
        `${exam.path}/appeals`,
        `${exam.path}/statistics`,
        exam.path,
        `${self}/marks/${mcq!.id}`,
        '/api/v1/items',
        `/api/v1/items/${mcq!.id}/versions`,
        `${exam.path}/export?format=csv`,
      ])
        isSilent(await lab.get(taker, path), path);
      await lab.put(taker, `${self}/answers`, {
        answers: { [exam.items[7]!.id]: { text: 'I do not know' } },
      });
      const submitted = await lab.post(taker, `${self}/submit`);
      expect(submitted.status, submitted.text).to.equal(202);
      isSilent(submitted, 'submit');
      const job = await lab.jobThatEnded(taker, submitted.body.data.id);
      expect(JSON.stringify(job)).not.to.include(secret);
      const shown = await lab.get(taker, self);
      expect(shown.body.data.status).to.equal('marked');
      if (show_key === 'after_marking') expect(shown.body.data.keys).to.have.length(8);
      else {
        isSilent(shown, 'marked');
        isSilent(await lab.get(taker, `${self}/marks/${mcq!.id}`), 'marks');
        expect(shown.body.data.keys).to.equal(null);
      }
      await lab.world.query(
        `UPDATE exams.publications SET closes_at = now() - interval '1 s' WHERE exam_id = $1`,
        [exam.id],
      );
      const closed = await lab.get(taker, self);
      expect(closed.body.data.keys === null).to.equal(show_key === 'never');
      const reread = closed.body.data.marks.flatMap(({ reread: places }: { reread: unknown[] }) => places);
      expect(reread).to.have.length(7);
      expect(reread[0].page).to.equal(3);
      expect(reread[0].quote).to.equal(show_key === 'never' ? null : `${secret} quote`);
    });
});
