import { connect } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { until } from '../testing/harness.ts';
import { type EdgeWorld, openEdgeWorld } from './edge-world.ts';

const crlf = '\r\n';
const head = (lines: string[]): string => `${lines.join(crlf)}${crlf}${crlf}`;

describe('connections to the edge', () => {
  let lab: EdgeWorld;
  const post = (lines: string[]): string =>
    head([
      'POST /lab/things HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      `Authorization: ${lab.authorization(lab.owner).Authorization}`,
      ...lines,
    ]);
  /** How many requests to a route are over. */
  const over = async (route: string): Promise<number> => {
    const { text } = await lab.call('GET', '/metrics');
    const counts = text.matchAll(
      new RegExp(`_request_seconds_count{route="${route}",status="\\d+"} (\\d+)`, 'g'),
    );
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const stillServes = async (): Promise<void> => {
    expect((await lab.call('GET', '/lab/open')).status).to.equal(200);
  };

  before(async () => {
    lab = await openEdgeWorld({ DRAIN_MS: '5000' });
  });
  after(() => lab?.close());

  it('with more than 16 kB of headers are refused with 431 and closed', async () => {
    const text = await lab.raw([
      head(['GET /lab/open HTTP/1.1', 'Host: x', `X-Long: ${'x'.repeat(20_000)}`]),
    ]);
    expect(text).to.match(/^HTTP\/1\.1 431 /);
    await stillServes();
  });

  it('that speak no HTTP are refused with 400 and closed', async () => {
    for (const nonsense of [
      'nonsense\r\n\r\n',
      head(['GET /lab/open HTTP/9.9']),
      head(['GET /lab/open HTTP/1.1', 'a b: c']),
    ])
      expect(await lab.raw([nonsense])).to.match(/^HTTP\/1\.1 (400|505) /);
    const smuggled = head([
      'POST /lab/things HTTP/1.1',
      'Host: x',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
    ]);
    expect(await lab.raw([`${smuggled}0${crlf}${crlf}`])).to.match(/^HTTP\/1\.1 400 /);
    await stillServes();
  });

  it('take a body that comes byte by byte', async () => {
    const body = JSON.stringify({ name: 'drop by drop' });
    const text = await lab.raw([post([`Content-Length: ${body.length}`]), ...body], (all) =>
      all.endsWith('}'),
    );
    expect(text)
      .to.match(/^HTTP\/1\.1 201 /)
      .and.include('drop by drop');
  });

  it('end with the refusal of a body that is still coming', async () => {
    const nobody = await lab.raw([
      head([
        'POST /lab/things HTTP/1.1',
        'Host: x',
        'Content-Type: application/json',
        'Content-Length: 1000',
      ]),
      'x'.repeat(10),
    ]);
    expect(nobody)
      .to.match(/^HTTP\/1\.1 401 /)
      .and.include('Connection: close');
    const unknown = await lab.raw([
      head(['POST /lab/nothing HTTP/1.1', 'Host: x', 'Content-Length: 1000']),
      'x'.repeat(10),
    ]);
    expect(unknown)
      .to.match(/^HTTP\/1\.1 404 /)
      .and.include('Connection: close');
  });

  it('that break in the middle of a body leave nothing behind and fail nobody', async () => {
    const requests = await over('lab.postThing');
    const before = lab.world.lines.filter((line) => line.includes('"level":"error"')).length;
    const { hostname, port } = new URL(lab.running.url);
    const socket = connect(Number(port), hostname);
    const key = uuidv7();
    socket.write(`${post(['Content-Length: 100', `Idempotency-Key: ${key}`])}{"name":"half`, () =>
      socket.destroy(),
    );
    await until('the process has noticed', async () => (await over('lab.postThing')) > requests);
    await stillServes();
    expect(await lab.world.query('SELECT 1 FROM jobs.idempotency WHERE key = $1', [key])).to.deep.equal([]);
    expect(lab.runs('half')).to.equal(0);
    expect(lab.world.lines.filter((line) => line.includes('"level":"error"')).length).to.equal(before);
  });

  it('that break while a request runs release its Idempotency-Key with its answer', async () => {
    const [name, key] = ['left', uuidv7()];
    const body = JSON.stringify({ name, plan: 'hold' });
    const { hostname, port } = new URL(lab.running.url);
    const socket = connect(Number(port), hostname);
    socket.write(`${post([`Content-Length: ${body.length}`, `Idempotency-Key: ${key}`])}${body}`);
    await until('it runs', () => lab.runs(name) === 1);
    socket.destroy();
    lab.release(name);
    let again = await lab.call('POST', '/lab/things', { body, headers: { 'Idempotency-Key': key } });
    await until('the answer is kept', async () => {
      again = await lab.call('POST', '/lab/things', { body, headers: { 'Idempotency-Key': key } });
      return again.status !== 409;
    });
    expect([again.status, again.body.data.runs]).to.deep.equal([201, 1]);
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
  });

  it('carry several requests after another, each with its own answer', async () => {
    const one = head(['GET /lab/open HTTP/1.1', 'Host: x', 'X-Request-Id: first']);
    const two = head(['GET /lab/nothing HTTP/1.1', 'Host: x', 'Connection: close']);
    const text = await lab.raw([one + two]);
    expect(text.match(/HTTP\/1\.1 (\d+)/g)).to.deep.equal(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });
});
