import { Overloaded } from '@scory/chassis/batch.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createPasswords } from './passwords.ts';

describe('passwords', () => {
  it('are kept as argon2id with at least 19 MiB and 2 passes, salted', async () => {
    const passwords = createPasswords();
    const [one, two] = [await passwords.hash('the same'), await passwords.hash('the same')];
    expect(one).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.to.equal(two);
    expect(await passwords.matches('the same', one)).to.equal(true);
    expect(await passwords.matches('another', one)).to.equal(false);
  });

  it('match however the keyboard composes their characters', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash('Stra\u00dfe caf\u00e9');
    expect(await passwords.matches('Stra\u00dfe cafe\u0301', stored)).to.equal(true);
  });

  it('never match where there is none', async () => {
    const passwords = createPasswords();
    for (const stored of [null, undefined, ''])
      expect(await passwords.matches('nobody has this password', stored)).to.equal(false);
  });

  it('are hashed a few at a time, and refused when too many wait; those that wait get through', async () => {
    const passwords = createPasswords(1);
    const results = await Promise.allSettled(Array.from({ length: 203 }, () => passwords.matches('x', null)));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => reason instanceof Overloaded)).to.deep.equal([true, true]);
    expect(await passwords.matches('x', null)).to.equal(false);
  });
});
