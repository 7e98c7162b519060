import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  isRefreshToken,
  mintRefreshToken,
  refreshTokenHash,
  successorKey,
  successorOf,
} from './refresh-token.ts';

describe('refresh tokens', () => {
  const key = successorKey(randomBytes(32).toString('base64'));

  it('have one successor each, which is a token like any other', () => {
    const parent = mintRefreshToken();
    const successor = successorOf(parent, key);
    expect(successorOf(parent, key)).to.equal(successor);
    expect(isRefreshToken(successor)).to.equal(true);
    expect(successorOf(mintRefreshToken(), key)).not.to.equal(successor);
    expect(successorOf(successor, key)).not.to.equal(successor);
  });

  it('yield no successor without the key, nor to whoever has only the hash that is stored', () => {
    const parent = mintRefreshToken();
    const successor = successorOf(parent, key);
    expect(successorOf(parent, successorKey(randomBytes(32).toString('base64')))).not.to.equal(successor);
    expect(successorOf(refreshTokenHash(parent).toString('hex'), key)).not.to.equal(successor);
  });

  it('are told from everything else by their form', () => {
    for (const text of [
      '',
      'rt_',
      `rt_${'a'.repeat(42)}`,
      `rt_${'a'.repeat(44)}`,
      `rt_${'a'.repeat(42)}.`,
      `${mintRefreshToken()}\n`,
      'a.b.c',
    ]) {
      expect(isRefreshToken(text), text).to.equal(false);
    }
  });
});
