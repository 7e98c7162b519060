import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createSecretBox } from './secret-box.ts';

const key = (): string => randomBytes(32).toString('base64');

describe('a secret box', () => {
  const box = createSecretBox(key());

  it('gives back what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, context) => {
        expect(box.open(box.seal(plain, context), context)).to.equal(plain);
      }),
    );
  });

  it('shows nothing of it, and seals the same text differently each time', () => {
    const [one, two] = [box.seal('whsec_secret', 'endpoint'), box.seal('whsec_secret', 'endpoint')];
    expect(one).not.to.equal(two);
    for (const sealed of [one, two]) {
      expect(sealed).to.match(/^v1\.[A-Za-z0-9+/=]+$/);
      expect(Buffer.from(sealed.slice(3), 'base64').toString('latin1')).not.to.include('secret');
    }
  });

  it('opens nothing of which one bit was changed', () => {
    const bytes = Buffer.from(box.seal('whsec_secret', 'endpoint').slice(3), 'base64');
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] as number) ^ 1;
      expect(() => box.open(`v1.${changed.toString('base64')}`, 'endpoint'), `byte ${place}`).to.throw();
    }
  });

  it('opens nothing that was cut or made longer', () => {
    const bytes = Buffer.from(box.seal('whsec_secret', 'endpoint').slice(3), 'base64');
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => box.open(`v1.${bytes.subarray(0, length).toString('base64')}`, 'endpoint')).to.throw();
    const longer = Buffer.concat([bytes, Buffer.from([0])]).toString('base64');
    expect(() => box.open(`v1.${longer}`, 'endpoint')).to.throw();
  });

  it('opens nothing in another place than it was sealed for', () => {
    const sealed = box.seal('whsec_secret', 'endpoint-1');
    for (const place of ['endpoint-2', 'endpoint-', '', 'ENDPOINT-1'])
      expect(() => box.open(sealed, place), place).to.throw();
  });

  it('opens nothing that another key has sealed, and goes on opening its own after a key was exchanged and brought back', () => {
    const [old, fresh] = [key(), key()];
    const sealed = createSecretBox(old).seal('whsec_secret', 'endpoint');
    expect(() => createSecretBox(fresh).open(sealed, 'endpoint')).to.throw();
    expect(createSecretBox(old).open(sealed, 'endpoint')).to.equal('whsec_secret');
  });

  it('opens no other form', () => {
    const sealed = box.seal('whsec_secret', 'endpoint');
    for (const other of ['', 'v1', 'v1.', sealed.slice(3), `v2.${sealed.slice(3)}`, 'whsec_secret'])
      expect(() => box.open(other, 'endpoint'), other).to.throw();
  });
});
