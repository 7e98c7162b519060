import { readFileSync } from 'node:fs';
import { material, multipart } from '@scory/documents/test/material.ts';
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

describe('making an exam without a model', function () {
  this.timeout(180_000);
  let lab: ExamsWorld;
  const author = newOwner();

  before(async () => {
    lab = await openExams({ offline: true });
  });
  after(() => lab?.close());

  it('asks what the material says, and says that no model did', async () => {
    const id = await lab.upload(author, course);
    const { job, examId } = await lab.make(author, {
      document_ids: [id],
      counts: { cloze: 3, mcq: 2, true_false: 2 },
    });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    expect(job.metadata).to.deep.include({ ai_model: 'offline-extractive', tokens_used: 0, cost_usd: 0 });
    const { items, report } = await lab.exam(author, examId);
    expect(items.length).to.be.at.least(3);
    expect(report?.blind_solver).to.equal(null);
    for (const { origin, ai_model, sources } of items) {
      expect([origin, ai_model]).to.deep.equal(['offline', 'offline-extractive']);
      expect(course).to.include(sources[0]?.quote);
    }
    expect(lab.model.requests).to.deep.equal([]);
  });

  it('knows the page and the boxes of each quote in a real paper', async function () {
    const path = material('papers/tracemonkey.pdf');
    if (!path) return this.skip();
    const form = multipart([
      { name: 'file', content: readFileSync(path), fileName: 'paper.pdf', type: 'application/pdf' },
    ]);
    const { body } = await lab.call('POST', '/api/v1/documents', {
      as: author,
      body: new Uint8Array(form.body),
      headers: { 'Content-Type': form.contentType },
    });
    const ingested = await lab.ended(author, body.data.id);
    expect(ingested.status).to.equal('succeeded');
    const { job, examId } = await lab.make(author, {
      document_ids: [body.metadata.document_id],
      counts: { mcq: 5, cloze: 5, true_false: 5 },
    });
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const { items } = await lab.exam(author, examId);
    expect(items).to.not.be.empty;
    for (const { sources } of items) {
      const [source] = sources;
      expect(source?.boxes).to.not.be.empty;
      const page = await lab.call(
        'GET',
        `/api/v1/documents/${body.metadata.document_id}/pages/${source?.page}`,
        { as: author },
      );
      const words = page.body.data.paragraphs.map((each: { text: string }) => each.text).join(' ');
      expect(words).to.include(source?.quote.slice(0, 15));
      for (const [x0, top, x1, bottom] of source?.boxes ?? []) {
        expect(x1).to.be.at.least(x0);
        expect(bottom).to.be.greaterThan(top);
        expect(x1).to.be.at.most(page.body.data.width + 1);
      }
    }
  });
});
