import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Answer } from './client.ts';
import { freshEmail, type IdentityWorld, openIdentity, password } from './identity-world.ts';

describe('identity with rate limits', () => {
  let opened: IdentityWorld;
  let client: IdentityWorld['client'];
  before(async () => {
    opened = await openIdentity({});
    client = opened.client;
  });
  after(() => opened.close());

  it('429: guessing at one account stops, announced with Retry-After, while another account signs in', async () => {
    const email = freshEmail();
    const statuses: number[] = [];
    let refused: Answer | undefined;
    for (let attempt = 0; attempt < 31; attempt += 1) {
      const answer = await client.send('POST', '/api/v1/auth/login', {
        body: { email: attempt % 2 ? email : email.toUpperCase(), password: 'guess' },
      });
      statuses.push(answer.status);
      if (answer.status === 429) refused = answer;
    }
    expect(statuses).to.deep.equal([...Array(30).fill(401), 429]);
    expect(refused?.body.code).to.equal('RATE_LIMITED');
    expect(Number(refused?.headers.get('retry-after'))).to.be.within(1, 900);
    const other = await client.send('POST', '/api/v1/auth/login', {
      body: { email: freshEmail(), password },
    });
    expect(other.status).to.equal(401);
  });
});
