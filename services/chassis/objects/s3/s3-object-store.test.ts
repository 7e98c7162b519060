import { expect } from 'chai';
import { describe, it } from 'mocha';
import { itIsAnObjectStore, keysBelow, testedPartBytes } from '../../testing/object-store-conformance.ts';
import { type S3StandIn, startS3StandIn } from '../../testing/s3-stand-in.ts';
import type { BucketOptions } from './bucket.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

const optionsFor = (server: S3StandIn, prefix?: string): BucketOptions => ({
  bucket: server.bucket,
  endpoint: server.url,
  region: server.access.region,
  credentials: server.access,
  prefix,
  forcePathStyle: true,
  limits: { partBytes: testedPartBytes },
});

describe('object store in a bucket', () => {
  itIsAnObjectStore(async () => {
    const server = await startS3StandIn();
    const store = createS3ObjectStore(optionsFor(server, 'some/folder'));
    return {
      store,
      leftovers: async () => server.uploads.size,
      held: async () => server.open(),
      close: async () => {
        store.close();
        await server.close();
      },
    };
  });

  it('sees nothing of what lies in the bucket outside of its folder', async () => {
    const server = await startS3StandIn();
    const stores = [undefined, 'one', 'one-more'].map((prefix) =>
      createS3ObjectStore(optionsFor(server, prefix)),
    );
    const [all, one, more] = stores as [(typeof stores)[0], (typeof stores)[0], (typeof stores)[0]];
    await one.put('a/b', Buffer.from('one'));
    await more.put('a/b', Buffer.from('more'));
    await more.move('a/b', 'a/c');
    expect([...server.objects.keys()].sort()).to.deep.equal(['one-more/a/c', 'one/a/b']);
    expect(await one.exists('a/c')).to.equal(false);
    expect(await keysBelow(one, '')).to.deep.equal(['a/b']);
    expect(await keysBelow(all, '')).to.have.members(['one-more/a/c', 'one/a/b']);
    await one.deletePrefix('a');
    expect([...server.objects.keys()]).to.deep.equal(['one-more/a/c']);
    for (const store of stores) store.close();
    await server.close();
  });
});
