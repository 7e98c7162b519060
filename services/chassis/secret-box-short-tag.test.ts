import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createSecretBox } from './secret-box.ts';

describe('a secret box', () => {
  it('takes no shortened tag', () => {
    const box = createSecretBox(randomBytes(32).toString('base64'));
    const bytes = Buffer.from(box.seal('', 'x').slice(3), 'base64');
    for (let length = 0; length < bytes.length; length += 1)
      expect(
        () => box.open(`v1.${bytes.subarray(0, length).toString('base64')}`, 'x'),
        `${length} bytes`,
      ).to.throw();
  });
});
