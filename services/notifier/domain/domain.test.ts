import { createPublicKey, verify } from 'node:crypto';
import { completionData } from '@scory/contracts/envelope.ts';
import { webhookBody as bodyContract, eventTypePattern } from '@scory/contracts/notifier/webhooks.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7, validate, version } from 'uuid';
import { deliveryId } from './delivery-id.ts';
import { matchesType } from './event-patterns.ts';
import { attemptDelaysMs, nextDelayMs, retryAfterMs } from './retry-schedule.ts';
import { newSigningSecrets, publicKeyText, secretText, signatureHeaders } from './signature.ts';
import { webhookBody } from './webhook-body.ts';

const body = '{"type":"papers.simplify.succeeded","note":"é"}';
const now = () => Math.floor(Date.now() / 1_000);

/** Verifies `v1a` as a receiver would, from the text of the public key. */
function verifiesAsymmetric(publicKey: string, headers: Record<string, string>, text: string): boolean {
  const raw = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64');
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`);
  return (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((part) => part.startsWith('v1a,'))
    .some((part) => verify(null, content, key, Buffer.from(part.slice(4), 'base64')));
}

describe('webhook signatures', () => {
  it('are accepted by the reference implementation, also after a rotation with the old secret', () => {
    const current = newSigningSecrets();
    const old = newSigningSecrets();
    const headers = signatureHeaders({ id: uuidv7(), timestamp: now(), body }, [current, old]);
    for (const secrets of [current, old])
      expect(new Webhook(secretText(secrets)).verify(body, headers)).to.deep.equal(JSON.parse(body));
    const stranger = new Webhook(secretText(newSigningSecrets()));
    expect(() => stranger.verify(body, headers)).to.throw();
  });

  it('cover body, id and time', () => {
    const secrets = newSigningSecrets();
    const receiver = new Webhook(secretText(secrets));
    const headers = signatureHeaders({ id: 'a', timestamp: now(), body }, [secrets]);
    expect(() => receiver.verify(`${body} `, headers)).to.throw();
    expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'b' })).to.throw();
    expect(() => receiver.verify(body, { ...headers, 'webhook-timestamp': String(now() - 1) })).to.throw();
  });

  it('carry ed25519 beside, which the public key verifies', () => {
    const secrets = newSigningSecrets();
    const headers = signatureHeaders({ id: uuidv7(), timestamp: now(), body }, [secrets]);
    expect(verifiesAsymmetric(publicKeyText(secrets), headers, body)).to.equal(true);
    expect(verifiesAsymmetric(publicKeyText(secrets), headers, `${body}x`)).to.equal(false);
    expect(verifiesAsymmetric(publicKeyText(newSigningSecrets()), headers, body)).to.equal(false);
  });

  it('have secrets of 32 bytes', () => {
    expect(secretText(newSigningSecrets())).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(publicKeyText(newSigningSecrets())).to.match(/^whpk_[A-Za-z0-9+/]{43}=$/);
  });
});

describe('the schedule of retries', () => {
  it('follows the table with jitter of a fifth, and ends', () => {
    for (const [tried, planned] of attemptDelaysMs.entries()) {
      expect(nextDelayMs(tried, undefined, () => 0)).to.equal(Math.round(planned * 0.8));
      expect(nextDelayMs(tried, undefined, () => 0.999_999)).to.be.at.most(planned * 1.2);
    }
    expect(nextDelayMs(attemptDelaysMs.length, undefined)).to.equal(undefined);
  });

  it('waits as long as the receiver asks, a day at most, and never less than planned', () => {
    expect(nextDelayMs(1, 90_000)).to.equal(90_000);
    expect(nextDelayMs(1, 10 * 86_400_000)).to.equal(86_400_000);
    expect(nextDelayMs(3, 1_000, () => 0.5)).to.equal(300_000);
  });

  it('reads both forms of Retry-After and ignores others', () => {
    expect(retryAfterMs('120')).to.equal(120_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', Date.parse('2026-01-01T00:00:00Z'))).to.equal(
      60_000,
    );
    for (const header of [undefined, 'soon', '-5x']) expect(retryAfterMs(header)).to.equal(undefined);
  });
});

describe('patterns of event types', () => {
  it('name a type, a prefix at a dot, or everything', () => {
    expect(matchesType(['exams.grade.failed'], 'exams.grade.failed')).to.equal(true);
    expect(matchesType(['exams.*'], 'exams.grade.failed')).to.equal(true);
    expect(matchesType(['exams.grade.*'], 'exams.grade.failed')).to.equal(true);
    expect(matchesType(['*'], 'papers.simplify.succeeded')).to.equal(true);
    expect(matchesType(['exams.*'], 'exams2.grade.failed')).to.equal(false);
    expect(matchesType(['exams.grade'], 'exams.grade.failed')).to.equal(false);
    expect(matchesType([], 'exams.grade.failed')).to.equal(false);
  });

  it('are refused in any other form', () => {
    for (const pattern of ['', 'exams.', '*.failed', 'exams*', 'Exams.*', 'a..b', 'exams.*.failed'])
      expect(eventTypePattern.safeParse(pattern).success, pattern).to.equal(false);
  });
});

describe('ids of deliveries', () => {
  it('are the same for the same event and endpoint, others for others, and sort by time', () => {
    const event = { id: uuidv7(), occurred_at: '2026-05-01T10:00:00.000Z' };
    const endpoint = uuidv7();
    const id = deliveryId(event, endpoint);
    expect(validate(id) && version(id)).to.equal(7);
    expect(deliveryId({ ...event }, endpoint)).to.equal(id);
    expect(deliveryId(event, uuidv7())).not.to.equal(id);
    expect(deliveryId({ ...event, id: uuidv7() }, endpoint)).not.to.equal(id);
    expect(deliveryId({ ...event, occurred_at: '2026-05-01T10:00:00.001Z' }, endpoint) > id).to.equal(true);
  });
});

describe('the body of a webhook', () => {
  const event = { type: 'documents.ingest.failed', occurred_at: '2026-05-01T10:00:00.000Z' };
  const data = completionData.parse({
    job_id: uuidv7(),
    kind: 'documents.ingest',
    status: 'failed',
    reference: 'r'.repeat(200),
    seq: 9,
    resource: { type: 'document', id: 'x', url: '/api/v1/documents/x' },
    error: { code: 'PDF_EMPTY', message: '\u{1f4a9}'.repeat(20_000), retryable: false },
  });

  it('keeps its contract, has absolute links and stays below 20 kB', () => {
    const made = webhookBody(event, data, 'https://scory.example/base/');
    expect(bodyContract.parse(made)).to.deep.equal(made);
    expect(made.data.resource?.url).to.equal('https://scory.example/base/api/v1/documents/x');
    expect(made).not.to.have.nested.property('data.seq');
    expect(Buffer.byteLength(JSON.stringify(made))).to.be.below(20_000);
  });
});
