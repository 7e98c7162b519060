import type { Item, Answer as ItemAnswer } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type ExamsWorld, newOwner, openExams } from './exams-world.ts';

const course = `# Weather

## How rain forms

Warm air holds more water vapour than cold air. When moist air rises, it expands and cools down. At the dew point the vapour condenses into droplets on tiny particles of dust or salt. A cloud droplet measures about 0.02 millimetres across. Rain falls when droplets have grown too heavy to float on the rising air. A raindrop contains roughly a million cloud droplets.

## Wind

Wind is the movement of air from high pressure to low pressure. The Coriolis effect turns winds to the right in the northern hemisphere. Anemometers measure the speed of wind. A hurricane has winds of at least 119 kilometres per hour. The eye of a hurricane is calm and almost free of clouds.

## Thunderstorms

Lightning is an electrical discharge between clouds or between a cloud and the ground. A flash of lightning heats the air around it to about 30000 degrees Celsius. Thunder is the sound of air that expands explosively. Sound travels about 340 metres in a second, so thunder follows the flash. Hail consists of balls of ice that grow in strong updraughts.
`;

/** What the key says is right, as somebody would answer it. */
function rightAnswer({ type, key }: Item): ItemAnswer {
  switch (type) {
    case 'mcq':
      return { option: key.option };
    case 'multi_select':
      return { options: key.options };
    case 'true_false':
      return { value: key.value };
    case 'cloze':
      return {
        gaps: Object.fromEntries(
          Object.entries(key.gaps).map(([id, accepted]) => [id, accepted[0] as string]),
        ),
      };
    case 'numeric':
      return { value: String(key.value) };
    case 'matching':
      return { pairs: key.pairs };
    case 'ordering':
      return { order: key.order };
    default:
      return { text: key.model_answer };
  }
}

describe('the whole way of an exam', function () {
  this.timeout(180_000);
  let lab: ExamsWorld;
  before(async () => {
    lab = await openExams({ offline: true });
  });
  after(() => lab?.close());

  it('from a document to a gradebook: made, published, taken, marked, whatever types it has', async () => {
    const [author, knows, guesses] = [newOwner('academic'), newOwner(), newOwner()];
    const document = await lab.upload(author, course);
    const { job, examId } = await lab.make(author, {
      document_ids: [document],
      counts: { cloze: 3, mcq: 3, true_false: 2, numeric: 2, short_answer: 2 },
    });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const { items, marks } = await lab.exam(author, examId);
    expect(new Set(items.map(({ type }) => type)).size).to.be.at.least(3);
    const path = `/api/v1/exams/${examId}`;
    const published = await lab.call('POST', `${path}/publish`, {
      as: author,
      body: { audience: 'users', user_ids: [knows.owner_id, guesses.owner_id], show_key: 'after_marking' },
    });
    expect(published.status, JSON.stringify(published.body)).to.equal(200);

    const take = async (taker: typeof knows, answers: Record<string, ItemAnswer>) => {
      const submitted = await lab.call('POST', `${path}/attempts`, {
        as: taker,
        body: { submit: true, answers },
      });
      expect(submitted.status, JSON.stringify(submitted.body)).to.be.oneOf([200, 202]);
      if (submitted.status === 202) await lab.ended(taker, submitted.body.data.id);
      const [attempt] = (await lab.call('GET', `${path}/attempts`, { as: taker })).body.data;
      return (await lab.call('GET', attempt.links.self, { as: taker })).body.data;
    };
    const best = await take(knows, Object.fromEntries(items.map((item) => [item.id, rightAnswer(item)])));
    expect(best.status).to.equal('marked');
    expect(best.points_max).to.equal(marks);
    const types = new Map(items.map(({ id, type }) => [id, type]));
    for (const mark of best.marks) {
      const type = types.get(mark.item_id);
      const isOpen = type === 'short_answer';
      expect(mark.marked_by, type).to.equal(isOpen ? 'offline' : 'rule');
      if (isOpen) expect(mark.points, JSON.stringify(mark)).to.be.greaterThan(0);
      else expect(mark.points, `${type} ${mark.item_id}`).to.equal(mark.points_max);
      expect(course.replaceAll('\n', ' ')).to.include(mark.reread[0].quote);
    }
    const least = await take(guesses, {});
    expect(least).to.include({ status: 'marked', points: 0, provisional: false });
    const book = await lab.call('GET', `${path}/gradebook`, { as: author });
    expect(book.body).to.include(knows.owner_id).and.to.include(guesses.owner_id);
    const { attempts } = (await lab.call('GET', `${path}/statistics`, { as: author })).body.data;
    expect(attempts).to.equal(2);
    // Once somebody has begun it the questions stay, and what it leaves when it goes is the item bank.
    const changed = await lab.call('PUT', path, {
      as: author,
      body: { revision: 0, title: 'Other', items: [] },
    });
    expect(changed.status).to.equal(409);
    expect((await lab.call('DELETE', path, { as: author })).status).to.equal(204);
    for (const table of ['attempts', 'marks', 'appeals', 'markings', 'publications'])
      expect(await lab.world.query(`SELECT FROM exams.${table}`), table).to.deep.equal([]);
    expect((await lab.call('GET', `${path}/attempts`, { as: knows })).status).to.equal(404);
  });
});
