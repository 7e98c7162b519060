import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createBatch } from './batch.ts';

describe('a batch that drains', () => {
  it('is done when all that waited had been given up', async function () {
    this.timeout(2_000);
    const batch = createBatch<string, string>({
      name: 'x',
      maxEntries: 9,
      maxWaiting: 9,
      run: async (all) => all,
    });
    const gone = batch.add('a', AbortSignal.abort(new Error('left'))).catch((error: Error) => error.message);
    await batch.drain();
    expect(await gone).to.equal('left');
  });
});
