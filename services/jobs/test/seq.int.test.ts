import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openEventStream } from './event-stream.ts';
import { type JobsWorld, newOwner, openJobsWorld } from './jobs-world.ts';

describe('seq of a job', () => {
  let lab: JobsWorld;
  before(async () => {
    lab = await openJobsWorld();
  });
  after(() => lab?.close());

  it('never falls behind what a stream has shown: a cancellation is told after progress', async () => {
    const owner = newOwner();
    const { job, held } = await lab.running(owner);
    const stream = await openEventStream(
      `${lab.main.url}/api/v1/jobs/${job.id}/events`,
      lab.authorization(owner),
    );
    await until('the snapshot comes', () => stream.events.length > 0);
    for (let n = 1; n <= 5; n += 1) held.progress({ phase: 'read', completed: n, total: 9 });
    await until('progress comes', () => stream.events.at(-1)?.job.progress?.completed === 5);
    const told = stream.events.at(-1)?.job.seq as number;
    const asked = await lab.call('POST', `/api/v1/jobs/${job.id}/cancel`, owner);
    expect(asked.body.data.seq).to.be.greaterThan(told);
    await until('the cancellation is told', () => stream.events.at(-1)?.job.status === 'cancelling', 3000);
    held.finish();
  });
});
