/** What becomes of objects when the store that keeps them fails, hangs, lies or refuses. */
import { access, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { TransientError } from '../../errors.ts';
import type { ObjectStore } from '../../objects.ts';
import { until } from '../../testing/harness.ts';
import {
  contentOf,
  failureOf,
  keysBelow,
  sourceOf,
  testedPartBytes,
} from '../../testing/object-store-conformance.ts';
import { type S3Operation, type S3StandIn, startS3StandIn } from '../../testing/s3-stand-in.ts';
import { type BucketOptions, ObjectStoreRefused } from './bucket.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

const tries = 3;
const silenceMs = 300;
const content = contentOf(2 * testedPartBytes + 11);

async function isAway(work: Promise<unknown>): Promise<void> {
  const error = await failureOf(work);
  expect(error).to.be.instanceOf(TransientError).with.property('code', 'OBJECTS_UNAVAILABLE');
  expect(error.message).not.to.match(/stand-in|127\.0\.0\.1|scory-test/);
}

describe('object store in a bucket that fails', () => {
  let server: S3StandIn;
  let store: ObjectStore;
  const stores: ObjectStore[] = [];

  function open(more: Partial<BucketOptions> = {}): ObjectStore {
    const opened = createS3ObjectStore({
      bucket: server.bucket,
      endpoint: server.url,
      region: server.access.region,
      credentials: server.access,
      forcePathStyle: true,
      ...more,
      limits: { partBytes: testedPartBytes, tries, silenceMs, ...more.limits },
    });
    stores.push(opened);
    return opened;
  }
  const asked = (operation: S3Operation): number => server.asked.filter((each) => each === operation).length;

  beforeEach(async () => {
    server = await startS3StandIn();
    store = open();
    await store.put('a/old', Buffer.from('old'));
    await store.put('a/large', content);
    server.asked.length = 0;
  });
  afterEach(async () => {
    for (const each of stores.splice(0)) each.close();
    await server.close();
  });

  /** Each operation of the server by what makes it happen, and what is to be seen of its success. */
  const works: [S3Operation, () => Promise<unknown>, unknown][] = [
    ['GetObject', async () => String(await store.read('a/old')), 'old'],
    ['HeadObject', () => store.exists('a/old'), true],
    ['PutObject', async () => (await store.put('a/new', Buffer.from('new'))).bytes, 3],
    ['DeleteObject', () => store.delete('a/old').then(() => server.objects.has('a/old')), false],
    ['CopyObject', () => store.move('a/old', 'a/new').then(() => server.objects.has('a/new')), true],
    ['ListObjectsV2', () => keysBelow(store, 'a'), ['a/large', 'a/old']],
    ['CreateMultipartUpload', async () => (await store.put('a/b', sourceOf(content))).bytes, content.length],
    ['UploadPart', async () => (await store.put('a/b', sourceOf(content))).bytes, content.length],
    [
      'CompleteMultipartUpload',
      async () => (await store.put('a/b', sourceOf(content))).bytes,
      content.length,
    ],
  ];

  for (const [operation, work, result] of works) {
    it(`tries ${operation} again after 500, SlowDown and a lost answer, and not for ever`, async () => {
      server.fail(operation, '500');
      server.fail(operation, '503');
      expect(await work()).to.deep.equal(result);
      server.objects.set('a/old', { body: Buffer.from('old'), etag: '"x"', metadata: {} });
      server.fail(operation, 'reset');
      expect(await work()).to.deep.equal(result);
      server.objects.set('a/old', { body: Buffer.from('old'), etag: '"x"', metadata: {} });
      server.asked.length = 0;
      server.fail(operation, '503', 100);
      await isAway(work());
      expect(asked(operation)).to.equal(tries);
    });

    it(`does not wait for ever for ${operation}`, async () => {
      store = open({ limits: { tryMs: 1_000, callMs: 2_000 } });
      server.fail(operation, 'hang', 100);
      await isAway(work());
      expect(asked(operation)).to.be.within(1, tries);
      await until('the connections are let go', () => server.open() === 0);
    });
  }

  it('leaves what was there, and no parts, when a part or the end of an upload is refused', async () => {
    for (const operation of ['UploadPart', 'CompleteMultipartUpload'] as const) {
      server.fail(operation, '500', tries);
      server.fail('AbortMultipartUpload', '503');
      await isAway(store.put('a/old', sourceOf(content)));
      expect(server.uploads.size, operation).to.equal(0);
      expect(String(await store.read('a/old'))).to.equal('old');
    }
    server.fail('PutObject', '500', tries);
    await isAway(store.put('a/old', Buffer.from('new')));
    expect(String(await store.read('a/old'))).to.equal('old');
  });

  it('takes an error for one that is reported under status 200', async () => {
    for (const [operation, work, result] of works) {
      if (operation !== 'CopyObject' && operation !== 'CompleteMultipartUpload') continue;
      server.fail(operation, 'error-in-200');
      expect(await work(), operation).to.deep.equal(result);
    }
    server.fail('CopyObject', 'error-in-200', tries);
    await isAway(store.move('a/large', 'a/elsewhere'));
    expect(await store.exists('a/large')).to.equal(true);
  });

  for (const fault of ['cut', 'silent', 'garbled', 'unsized'] as const) {
    it(`never takes a body that is ${fault} for the object`, async () => {
      await store.put('a/part', contentOf(1_000_001));
      server.fail('GetObject', fault);
      await isAway(store.stream('a/part').then((found) => buffer(found!.stream)));
      server.fail('GetObject', fault, tries);
      let lent = 0;
      await isAway(
        store.withLocalFile('a/part', async () => {
          lent += 1;
        }),
      );
      expect(lent).to.equal(0);
      await until('the connections are let go', () => server.open() === 0);
    });
  }

  it('reads anew what broke off, where nothing of it was passed on', async () => {
    server.fail('GetObject', 'cut', tries - 1);
    expect((await store.read('a/large'))!.equals(content)).to.equal(true);
    server.fail('GetObject', 'silent');
    const bytes = await store.withLocalFile('a/large', async (file) => (await stat(file)).size);
    expect(bytes).to.equal(content.length);
  });

  it('does not take a slow reader for a silent store', async () => {
    const { stream } = (await store.stream('a/large'))!;
    const reader = stream[Symbol.asyncIterator]();
    const read = [(await reader.next()).value as Buffer];
    const patient = performance.now() + 2 * silenceMs;
    await until('the reader goes on', () => performance.now() > patient);
    for (let next = await reader.next(); !next.done; next = await reader.next()) read.push(next.value);
    expect(Buffer.concat(read).equals(content)).to.equal(true);
  });

  it('removes the file it lent, also when the program failed', async () => {
    const lent: string[] = [];
    await store.withLocalFile('a/old', async (file) => void lent.push(file));
    await failureOf(
      store.withLocalFile('a/old', async (file) => {
        lent.push(file);
        throw new Error('the program failed');
      }),
    );
    expect(lent).to.have.length(2);
    for (const file of lent) expect(await failureOf(access(file))).to.have.property('code', 'ENOENT');
  });

  it('tells a refusal from an outage: it is said with its code, and not tried again', async () => {
    const key = { ...server.access };
    const wrong: [string, Partial<BucketOptions>][] = [
      ['NoSuchBucket', { bucket: 'another-bucket' }],
      ['InvalidAccessKeyId', { credentials: { ...key, accessKeyId: 'somebody' } }],
      ['SignatureDoesNotMatch', { credentials: { ...key, secretAccessKey: 'guessed' } }],
      ['AuthorizationHeaderMalformed', { region: 'us-east-1' }],
    ];
    for (const [code, options] of wrong) {
      const refused = open(options);
      const attempts = [
        () => refused.check(),
        () => refused.read('a/old'),
        () => refused.put('a/old', Buffer.from('x')),
      ];
      for (const attempt of attempts)
        expect(await failureOf(attempt()), code)
          .to.be.instanceOf(ObjectStoreRefused)
          .with.property('code', code);
    }
    expect(String(await store.read('a/old'))).to.equal('old');
  });

  it('is away while nobody listens', async () => {
    await server.close();
    await isAway(store.check());
    await isAway(store.read('a/old'));
    await isAway(store.put('a/old', sourceOf(content)));
  });
});
