import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ConfigError, loadConfig } from '../../config.ts';
import { createLogger } from '../../log.ts';
import { signingKeys } from '../../testing/harness.ts';
import { failureOf } from '../../testing/object-store-conformance.ts';
import { type S3StandIn, startS3StandIn } from '../../testing/s3-stand-in.ts';
import { openObjectStore } from '../open-object-store.ts';

describe('a configured bucket', () => {
  let server: S3StandIn;
  const lines: string[] = [];
  const log = createLogger({ level: 'info', format: 'json' }, { write: (line) => void lines.push(line) });
  const keys = signingKeys();

  const configure = (more: Record<string, string> = {}) =>
    loadConfig({
      DATABASE_URL: 'postgresql://localhost/unused',
      RABBITMQ_URL: 'amqp://localhost',
      REDIS_URL: 'redis://localhost',
      TOKEN_SIGNING_KEYS: keys,
      ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
      OBJECTS_S3_BUCKET: server.bucket,
      OBJECTS_S3_REGION: server.access.region,
      OBJECTS_S3_ENDPOINT: server.url,
      OBJECTS_S3_FORCE_PATH_STYLE: 'true',
      OBJECTS_S3_PREFIX: 'scory',
      OBJECTS_S3_ACCESS_KEY_ID: server.access.accessKeyId,
      OBJECTS_S3_SECRET_ACCESS_KEY: server.access.secretAccessKey,
      ...more,
    });

  beforeEach(async () => {
    server = await startS3StandIn();
    lines.length = 0;
  });
  afterEach(() => server.close());

  it('is the object store, in the folder that is named', async () => {
    const store = await openObjectStore(configure(), log);
    await store.put('a/b', Buffer.from('kept'));
    expect([...server.objects.keys()]).to.deep.equal(['scory/a/b']);
    expect(lines).to.deep.equal([]);
    store.close();
  });

  it('that refuses what is configured stops the start and names the variable, but no secret', async () => {
    for (const [name, value] of [
      ['OBJECTS_S3_BUCKET', 'another-bucket'],
      ['OBJECTS_S3_REGION', 'eu-central-1'],
      ['OBJECTS_S3_ACCESS_KEY_ID', 'somebody-else'],
      ['OBJECTS_S3_SECRET_ACCESS_KEY', 'guessed-secret'],
    ] as const) {
      const error = await failureOf(openObjectStore(configure({ [name]: value }), log));
      expect(error, name).to.be.instanceOf(ConfigError);
      expect(error.message).to.match(new RegExp(`- ${name} `));
      for (const secret of ['guessed-secret', server.access.secretAccessKey])
        expect(error.message).not.to.include(secret);
    }
  });

  it('that is away may come later', async () => {
    server.fail('ListObjectsV2', '503', 100);
    const store = await openObjectStore(configure(), log);
    expect(lines.join('\n')).to.include('the object store cannot be reached yet');
    expect(lines.join('\n')).not.to.include(server.access.secretAccessKey);
    await store.put('a/b', Buffer.from('kept'));
    expect(String(await store.read('a/b'))).to.equal('kept');
    store.close();
  });
});
