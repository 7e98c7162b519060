/** Documents where the object store is a bucket: the same product, through the real SDK and an S3 server on loopback. */
import { until } from '@scory/chassis/testing/harness.ts';
import { type S3StandIn, startS3StandIn } from '@scory/chassis/testing/s3-stand-in.ts';
import { documentPrefix } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type DocumentsWorld, maxBytes, openDocumentsWorld } from './documents-world.ts';
import { makePdf } from './material.ts';

describe('documents in a bucket', function () {
  this.timeout(60_000);
  let server: S3StandIn;
  let lab: DocumentsWorld;

  before(async () => {
    server = await startS3StandIn();
    lab = await openDocumentsWorld({
      OBJECTS_S3_BUCKET: server.bucket,
      OBJECTS_S3_ENDPOINT: server.url,
      OBJECTS_S3_REGION: server.access.region,
      OBJECTS_S3_PREFIX: 'scory',
      OBJECTS_S3_FORCE_PATH_STYLE: 'true',
      OBJECTS_S3_ACCESS_KEY_ID: server.access.accessKeyId,
      OBJECTS_S3_SECRET_ACCESS_KEY: server.access.secretAccessKey,
    });
  });
  after(async () => {
    await lab?.world.close();
    await server?.close();
  });

  it('are read, given back as they were, and deleted with all that was made of them', async () => {
    const content = await makePdf(['The first page says hello to its readers.']);
    const answer = await lab.upload({ content });
    expect(answer.body.data).to.include({ status: 'succeeded', kind: 'documents.ingest' });
    const id = answer.body.metadata.document_id;
    await lab.clean();
    const folder = `scory/${documentPrefix(lab.owner.owner_id, id)}`;
    expect([...server.objects.keys()].every((key) => key.startsWith(folder))).to.equal(true);
    const file = await fetch(`${lab.running.url}/api/v1/documents/${id}/file`, {
      headers: { Authorization: lab.authorization() },
    });
    expect(Buffer.from(await file.arrayBuffer()).equals(content)).to.equal(true);
    expect((await lab.call('DELETE', `/api/v1/documents/${id}`)).status).to.equal(204);
    await until('its objects are gone', () => server.objects.size === 0);
  });

  it('that are too large leave nothing', async () => {
    const answer = await lab.upload({ content: Buffer.alloc(maxBytes + 1, '%PDF-1.7 ') });
    expect(answer.status).to.equal(413);
    await lab.clean();
    expect([server.objects.size, server.uploads.size]).to.deep.equal([0, 0]);
  });

  it('cannot be uploaded while the bucket is away: 503, and /ready says so', async () => {
    const content = await makePdf(['Nobody keeps this page.']);
    const ready = async () => (await lab.call('GET', '/ready', { actor: null })).body;
    expect((await ready()).checks.objects.ok).to.equal(true);
    server.fail('PutObject', '503', 4);
    const answer = await lab.upload({ content });
    expect(answer.status).to.equal(503);
    expect(answer.body.code).to.equal('OBJECTS_UNAVAILABLE');
    server.fail('ListObjectsV2', '503', 4);
    const away = await ready();
    expect(away.checks.objects.ok).to.equal(false);
    expect(away.status).to.equal('degraded');
  });
});
