import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createSolitude } from './solitude.ts';

const patient = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('solitude', () => {
  it('comes when what runs has ended; nothing begins meanwhile', async () => {
    const solitude = createSolitude();
    const [first, second] = [solitude.enter(), solitude.enter()];
    let came = false;
    const alone = solitude.alone(patient).then((ended) => {
      came = true;
      return ended;
    });
    expect(solitude.open()).to.equal(false);
    first();
    await turn();
    expect(came).to.equal(false);
    second();
    const ended = await alone;
    expect(solitude.open()).to.equal(false);
    ended?.();
    expect(solitude.open()).to.equal(true);
  });

  it('is for one at a time', async () => {
    const solitude = createSolitude();
    let opened = 0;
    solitude.onOpen(() => {
      opened += 1;
    });
    const order: string[] = [];
    const [first, second] = ['first', 'second'].map((name) =>
      solitude.alone(patient).then((ended) => {
        order.push(name);
        return ended;
      }),
    );
    const endFirst = await first;
    await turn();
    expect(order).to.deep.equal(['first']);
    endFirst?.();
    const endSecond = await second;
    expect(order).to.deep.equal(['first', 'second']);
    expect(opened).to.equal(0);
    endSecond?.();
    expect(opened).to.equal(1);
  });

  it('is given up where it does not come in time; the next one still gets its turn', async () => {
    const solitude = createSolitude();
    const leave = solitude.enter();
    const impatient = new AbortController();
    const given = solitude.alone(impatient.signal);
    const other = solitude.alone(patient);
    impatient.abort();
    expect(await given).to.equal(undefined);
    expect(solitude.open(), 'another one waits').to.equal(false);
    expect(await createSolitude().alone(impatient.signal), 'too late already').to.equal(undefined);
    leave();
    (await other)?.();
    expect(solitude.open()).to.equal(true);
  });
});
