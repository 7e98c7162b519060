import { expect } from 'chai';
import { describe, it } from 'mocha';
import { loadConfig } from './config.ts';
import { signingKeys } from './testing/harness.ts';

describe('configuration', () => {
  it('prefers the present name, also where the older one stands first', () => {
    const config = loadConfig({
      API_KEY: 'o'.repeat(20),
      AI_BACKEND_API_KEY: 'n'.repeat(20),
      DATABASE_URL: 'postgresql://x',
      RABBITMQ_URL: 'amqp://x',
      REDIS_URL: 'redis://x',
      TOKEN_SIGNING_KEYS: signingKeys(),
      ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
    });
    expect(config.AI_BACKEND_API_KEY).to.equal('n'.repeat(20));
  });
});
