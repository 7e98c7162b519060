import { expect } from 'chai';
import { describe, it } from 'mocha';
import { until } from '../testing/harness.ts';
import { companyOf, createQuarantine, deathsMax, suspectFrom } from './quarantine.ts';

const patient = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the quarantine of suspects', () => {
  it('begins when what runs has ended; nothing else begins meanwhile', async () => {
    const quarantine = createQuarantine();
    const [first, second] = [quarantine.enter(), quarantine.enter()];
    let came = false;
    const admitted = quarantine.admit(1, patient).then((ended) => {
      came = true;
      return ended;
    });
    expect(quarantine.open()).to.equal(false);
    first();
    await turn();
    expect(came).to.equal(false);
    second();
    const ended = await admitted;
    expect(quarantine.open()).to.equal(false);
    ended?.();
    expect(quarantine.open()).to.equal(true);
  });

  it('holds no more than each of those inside may have around it, in the order they came', async () => {
    const quarantine = createQuarantine();
    let opened = 0;
    quarantine.onOpen(() => {
      opened += 1;
    });
    const inside: string[] = [];
    const ends = new Map<string, () => void>();
    const come = (name: string, size: number): void =>
      void quarantine.admit(size, patient).then((ended) => {
        inside.push(name);
        ends.set(name, ended as () => void);
      });
    const leave = async (name: string): Promise<void> => {
      inside.splice(inside.indexOf(name), 1);
      ends.get(name)?.();
      await turn();
    };
    for (const name of ['a', 'b', 'c']) come(name, 3);
    come('alone', 1);
    come('d', 3);
    come('e', 2);
    await turn();
    expect(inside).to.deep.equal(['a', 'b', 'c']);
    await leave('b');
    expect(inside, 'who comes first goes first, though another would fit').to.deep.equal(['a', 'c']);
    await leave('a');
    await leave('c');
    expect(inside).to.deep.equal(['alone']);
    await leave('alone');
    expect(inside, 'those that came next').to.deep.equal(['d', 'e']);
    come('f', 3);
    await turn();
    expect(inside, 'the smallest company counts').to.deep.equal(['d', 'e']);
    await leave('e');
    await leave('d');
    expect(opened).to.equal(0);
    await leave('f');
    expect(opened).to.equal(1);
  });

  it('is given up where its turn does not come in time; the next one still gets its own', async () => {
    const quarantine = createQuarantine();
    const leave = quarantine.enter();
    const impatient = new AbortController();
    const given = quarantine.admit(1, impatient.signal);
    const other = quarantine.admit(1, patient);
    impatient.abort();
    expect(await given).to.equal(undefined);
    expect(quarantine.open(), 'another one waits').to.equal(false);
    expect(await createQuarantine().admit(1, impatient.signal), 'too late already').to.equal(undefined);
    leave();
    (await other)?.();
    expect(quarantine.open()).to.equal(true);
  });

  it('takes turns with others where it lasts: neither waits for the other without end', async () => {
    const quarantine = createQuarantine(20);
    let opened = 0;
    quarantine.onOpen(() => {
      opened += 1;
    });
    let left = 200;
    const apart = Array.from({ length: 5 }, async () => {
      while (left > 0) {
        const ended = await quarantine.admit(1, patient);
        left -= 1;
        await turn();
        ended?.();
      }
    });
    const endless = quarantine.enter();
    await until('others may begin, though suspects wait', () => opened > 0 && quarantine.open());
    endless();
    await until('suspects have their turn again', () => left < 200);
    await until('and others too', () => quarantine.open());
    await Promise.all(apart);
    await until('in the end everybody may', () => quarantine.open());
  });

  it('gets smaller with every death, and ends with one that was alone twice', () => {
    const sizes = Array.from({ length: deathsMax }, (_, deaths) => companyOf(deaths));
    expect(sizes).to.deep.equal([...sizes].sort((a, b) => b - a));
    expect(sizes.at(-1)).to.equal(1);
    expect(sizes.filter((size) => size === 1)).to.have.length(2);
    expect(companyOf(suspectFrom)).to.be.below(companyOf(suspectFrom - 1));
  });
});
