import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { until } from '../testing/harness.ts';
import { type Answer, type EdgeWorld, newOwner, openEdgeWorld } from './edge-world.ts';

describe('Idempotency-Key', () => {
  let lab: EdgeWorld;
  const send = (name: string, key: string, plan = 'make', as = lab.owner): Promise<Answer> =>
    lab.call('POST', '/lab/things', { as, body: { name, plan }, headers: { 'Idempotency-Key': key } });
  const codeOf = ({ status, body }: Answer): [number, string] => [status, body.code];
  const rowsOf = (key: string) =>
    lab.world.query('SELECT status, body FROM jobs.idempotency WHERE key = $1', [key]);

  before(async () => {
    lab = await openEdgeWorld();
  });
  after(() => lab?.close());

  it('repeats the first answer to the same body, marked, without doing anything again', async () => {
    const [name, key] = ['once', uuidv7()];
    const first = await send(name, key);
    const again = await send(name, key);
    expect([first.status, first.headers.get('idempotency-replayed')]).to.deep.equal([201, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).to.deep.equal([201, 'true']);
    expect(again.text).to.equal(first.text);
    expect(again.headers.get('x-made')).to.equal('once');
    expect(again.headers.get('content-type')).to.equal(first.headers.get('content-type'));
    expect(again.headers.get('x-request-id')).not.to.equal(first.headers.get('x-request-id'));
    expect(lab.runs(name)).to.equal(1);
  });

  it('does not keep the answer in plain sight', async () => {
    const key = uuidv7();
    await send('confidential', key);
    const [row] = await rowsOf(key);
    expect(row?.body).to.match(/^v1\./);
  });

  it('is 422 with another body, which is not run, and the first answer stays', async () => {
    const key = uuidv7();
    const first = await send('one', key);
    expect(codeOf(await send('two', key))).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(lab.runs('two')).to.equal(0);
    expect((await send('one', key)).text).to.equal(first.text);
  });

  it('is 409 while the first request is being answered, and its answer afterwards', async () => {
    const [name, key] = ['slow', uuidv7()];
    const first = send(name, key, 'hold');
    await until('the first runs', () => lab.runs(name) === 1);
    const second = await send(name, key, 'hold');
    expect(codeOf(second)).to.deep.equal([409, 'REQUEST_IN_PROGRESS']);
    expect([second.headers.get('retry-after'), second.body.retryable]).to.deep.equal(['1', true]);
    lab.release(name);
    const { text } = await first;
    expect((await send(name, key, 'hold')).text).to.equal(text);
    expect(lab.runs(name)).to.equal(1);
  });

  it('of requests that come all at once lets one run', async () => {
    const [name, key] = ['crowd', uuidv7()];
    const answers = Promise.all(Array.from({ length: 20 }, () => send(name, key, 'hold')));
    await until('one runs', () => lab.runs(name) === 1);
    lab.release(name);
    const bodies = new Set<string>();
    for (const answer of await answers) {
      if (answer.status === 201) bodies.add(answer.body.data.id);
      else expect(codeOf(answer)).to.deep.equal([409, 'REQUEST_IN_PROGRESS']);
    }
    expect([bodies.size, lab.runs(name)]).to.deep.equal([1, 1]);
  });

  it("says nothing about another owner's request with the same key", async () => {
    const key = uuidv7();
    const mine = await send('mine', key);
    const theirs = await send('theirs', key, 'make', newOwner());
    expect([theirs.status, theirs.body.data.name]).to.deep.equal([201, 'theirs']);
    expect(theirs.body.data.id).not.to.equal(mine.body.data.id);
  });

  it('is 400 unless it is 1 to 255 visible characters, and nothing is made', async () => {
    for (const key of ['', 'x'.repeat(256), 'a b', 'é', 'a\tb']) {
      const answer = await send('never', key);
      expect(codeOf(answer), key).to.deep.equal([400, 'IDEMPOTENCY_KEY_INVALID']);
    }
    expect(lab.runs('never')).to.equal(0);
    expect((await send('longest', 'x'.repeat(255))).status).to.equal(201);
  });

  it('is not spent on a request that was refused before it began', async () => {
    const key = uuidv7();
    const { status } = await lab.call('POST', '/lab/things', {
      body: { name: 7 },
      headers: { 'Idempotency-Key': key },
    });
    expect(status).to.equal(422);
    expect((await send('mended', key)).status).to.equal(201);
  });

  it('repeats a lasting refusal', async () => {
    const key = uuidv7();
    const first = await send('refused', key, 'refuse');
    const again = await send('refused', key, 'refuse');
    expect(codeOf(first)).to.deep.equal([409, 'ALREADY_THERE']);
    expect([again.text, again.headers.get('idempotency-replayed')]).to.deep.equal([first.text, 'true']);
    expect(again.headers.get('content-type')).to.equal('application/problem+json; charset=utf-8');
    expect(lab.runs('refused')).to.equal(1);
  });

  it('lets a request that failed for a passing reason be sent again, which makes the thing it would have made', async () => {
    for (const [plan, status, retryAfter] of [
      ['busy', 503, '3'],
      ['break', 500, null],
      ['limit', 429, null],
    ] as const) {
      const [name, key] = [`again-${plan}`, uuidv7()];
      const first = await send(name, key, plan);
      expect([first.status, first.headers.get('retry-after')], plan).to.deep.equal([status, retryAfter]);
      const again = await send(name, key, plan);
      expect([again.status, again.body.data.runs], plan).to.deep.equal([201, 2]);
      expect(again.headers.get('idempotency-replayed')).to.equal(null);
    }
  });

  it('of a process that died while it answered goes to the next one after a minute, with the same id', async () => {
    const [name, key] = ['died', uuidv7()];
    const dying = send(name, key, 'hold');
    await until('it runs', () => lab.runs(name) === 1);
    await lab.world.query("UPDATE jobs.idempotency SET held_until = now() - interval '1 s' WHERE key = $1", [
      key,
    ]);
    const next = send(name, key, 'hold');
    await until('the next one runs', () => lab.runs(name) === 2);
    lab.release(name);
    const [one, two] = await Promise.all([dying, next]);
    expect(one.body.data.id).to.equal(two.body.data.id);
    // The late one keeps nothing: the key was no longer its own.
    expect((await send(name, key, 'hold')).body.data.runs).to.equal(2);
  });

  it('is forgotten after a day', async () => {
    const key = uuidv7();
    const first = await send('yesterday', key);
    await lab.world.query("UPDATE jobs.idempotency SET expires_at = now() - interval '1 s' WHERE key = $1", [
      key,
    ]);
    const today = await send('today', key);
    expect([today.status, today.headers.get('idempotency-replayed')]).to.deep.equal([201, null]);
    expect(today.body.data.id).not.to.equal(first.body.data.id);
  });

  it('is ignored where nothing is made', async () => {
    const { status } = await lab.call('GET', '/lab/open', { headers: { 'Idempotency-Key': 'a b' } });
    expect(status).to.equal(200);
  });
});
