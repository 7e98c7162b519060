import { gzipSync } from 'node:zlib';
import { problem } from '@scory/contracts/http.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import {
  type Answer,
  bodyLimitBytes,
  type CallOptions,
  type EdgeWorld,
  openEdgeWorld,
} from './edge-world.ts';

const securityHeaders = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

describe('the HTTP edge', () => {
  let lab: EdgeWorld;
  const id = uuidv7();
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    lab.call('POST', '/lab/things', { body, headers });

  before(async () => {
    lab = await openEdgeWorld({ CORS_ORIGINS: 'https://app.example, https://other.example' });
  });
  after(() => lab?.close());

  /** Asserts problem details (RFC 9457) as every refusal has them. */
  function isProblem({ status, headers, body }: Answer, expected: number, code: string): void {
    expect([status, body?.code]).to.deep.equal([expected, code]);
    expect(headers.get('content-type')).to.equal('application/problem+json; charset=utf-8');
    expect(problem.parse(body), 'nothing beside what is documented').to.deep.equal(body);
    expect(body.status).to.equal(expected);
    expect(body.type).to.equal(`urn:scory:problem:${code.toLowerCase().replaceAll('_', '-')}`);
    expect(body.trace_id).to.match(/^[0-9a-f]{32}$/);
  }
  const refused = async (
    method: string,
    path: string,
    options: CallOptions,
    expected: [number, string],
  ): Promise<Answer> => {
    const answer = await lab.call(method, path, options);
    isProblem(answer, ...expected);
    expect(answer.body.instance).to.equal(path.split('?')[0]);
    return answer;
  };

  describe('validation', () => {
    it('answers 422 with a pointer to each wrong place of the body', async () => {
      const body = { name: 7, places: [{ 'a/b~c': 1 }, { 'a/b~c': 'x' }] };
      const answer = await refused('POST', '/lab/things', { body }, [422, 'VALIDATION_FAILED']);
      const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
      expect(pointers.sort()).to.deep.equal(['/name', '/places/1/a~1b~0c']);
      expect(answer.body.retryable).to.equal(false);
      for (const error of answer.body.errors) expect(error.message).to.be.a('string').and.not.equal('');
    });

    it('answers 422 to fields that nobody asked for, and to a body that is missing', async () => {
      for (const body of [{ name: 'x', owner_id: uuidv7() }, {}, [], undefined])
        await refused('POST', '/lab/things', { body }, [422, 'VALIDATION_FAILED']);
    });

    it('answers 400 with a pointer into the query or the path', async () => {
      for (const [path, pointer] of [
        [`/lab/things/${id}?limit=11`, '/query/limit'],
        [`/lab/things/${id}?limit=1&limit=2`, '/query/limit'],
        [`/lab/things/${id}?other=1`, '/query'],
        ['/lab/things/17', '/path/id'],
      ] as const) {
        const answer = await refused('GET', path, {}, [400, 'VALIDATION_FAILED']);
        expect(answer.body.errors[0].pointer).to.equal(pointer);
      }
    });

    it('lists twenty wrong places at most', async () => {
      const places = Array.from({ length: 100 }, () => ({ 'a/b~c': 'x' }));
      const answer = await refused('POST', '/lab/things', { body: { name: 'x', places: places } }, [
        422,
        'VALIDATION_FAILED',
      ]);
      expect(answer.body.errors).to.have.length(20);
    });

    it('lets no __proto__ through, in a body or a query', async () => {
      const labels = '{"name":"x","labels":{"__proto__":"y","fine":"z"}}';
      const nested = '{"name":"x","__proto__":{"plan":"refuse","polluted":true}}';
      for (const body of [labels, nested]) {
        const { status, text } = await post(body);
        expect(status, text).to.be.oneOf([201, 422]);
        expect(text).not.to.include('ALREADY_THERE');
      }
      const query = await lab.call('GET', `/lab/things/${id}?__proto__=x&__proto__=y`);
      expect(query.status, query.text).to.be.oneOf([200, 400]);
      expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    });

    it('answers 422 to text that cannot be stored, wherever it stands', async () => {
      for (const bad of ['\\u0000', '\\ud800', 'a\\udc00b']) {
        for (const body of [
          `{"name":"${bad}"}`,
          `{"name":"x","labels":{"${bad}":"y"}}`,
          `{"name":"x","labels":{"y":"${bad}"}}`,
          `{"name":"x","${bad}":1}`,
        ])
          await refused('POST', '/lab/things', { body }, [422, 'TEXT_UNSTORABLE']);
      }
      await refused('GET', `/lab/things/${id}?text=%00`, {}, [422, 'TEXT_UNSTORABLE']);
      await refused('GET', '/lab/things/%00', {}, [422, 'TEXT_UNSTORABLE']);
      expect((await post('{"name":"\\ud83d\\ude00"}')).body.data.name).to.equal('😀');
    });
  });

  describe('bodies', () => {
    it('that are no JSON are 400', async () => {
      for (const body of ['{', '{"name":}', 'name=x', '"text"', '7', 'null'])
        await refused('POST', '/lab/things', { body }, [400, 'JSON_MALFORMED']);
    });

    it('of another type, encoding or alphabet are 415', async () => {
      const unreadable: Record<string, string>[] = [
        { 'Content-Type': 'text/plain' },
        { 'Content-Type': 'application/x-www-form-urlencoded' },
        { 'Content-Type': 'application/json; charset=latin1' },
        { 'Content-Type': 'application/json', 'Content-Encoding': 'rot13' },
      ];
      for (const headers of unreadable)
        await refused('POST', '/lab/things', { body: '{"name":"x"}', headers }, [415, 'UNSUPPORTED_TYPE']);
      const { status } = await post({ name: 'x' }, { 'Content-Type': 'application/json; charset=UTF-8' });
      expect(status).to.equal(201);
    });

    it('that are larger than the route takes are 413, also when they hide it', async () => {
      const body = JSON.stringify({ name: 'x', labels: { long: 'x'.repeat(bodyLimitBytes) } });
      await refused('POST', '/lab/things', { body }, [413, 'TOO_LARGE']);
      const zipped = await fetch(`${lab.running.url}/lab/things`, {
        method: 'POST',
        headers: {
          ...lab.authorization(lab.owner),
          'Content-Type': 'application/json',
          'Content-Encoding': 'gzip',
        },
        body: gzipSync(JSON.stringify({ name: 'x'.repeat(1_000_000) })),
      });
      expect([zipped.status, ((await zipped.json()) as { code: string }).code]).to.deep.equal([
        413,
        'TOO_LARGE',
      ]);
    });
  });

  describe('routes', () => {
    it('that there are not are 404, and wrong methods 405 with those allowed', async () => {
      const nothing = await refused('GET', '/lab/nothing', {}, [404, 'ROUTE_NOT_FOUND']);
      expect(nothing.headers.get('x-request-id')).to.match(/^[0-9a-f]{32}$/);
      await refused('GET', '/lab/things/x/y', {}, [404, 'ROUTE_NOT_FOUND']);
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const { headers } = await refused(method, '/lab/things', {}, [405, 'METHOD_NOT_ALLOWED']);
        expect(headers.get('allow')).to.equal('POST');
      }
      const { headers } = await refused('POST', `/lab/things/${id}`, {}, [405, 'METHOD_NOT_ALLOWED']);
      expect(headers.get('allow')).to.equal('GET');
    });

    it('answer a path that cannot be decoded with 400', async () => {
      await refused('GET', '/lab/things/%E0%A4%A', {}, [400, 'BAD_REQUEST']);
    });

    it('are not found behind other spellings of their paths', async () => {
      for (const path of ['//lab/open', '/lab/../lab/open/x', '/lab//open'])
        expect((await lab.call('GET', path)).status, path).to.equal(404);
    });

    it('answer HEAD as GET, without the body', async () => {
      for (const path of [`/lab/things/${id}`, '/lab/open']) {
        const [head, get] = [await lab.call('HEAD', path), await lab.call('GET', path)];
        expect([head.status, head.text]).to.deep.equal([200, '']);
        expect(head.headers.get('content-type')).to.equal(get.headers.get('content-type'));
        expect(Number(head.headers.get('content-length'))).to.be.greaterThan(2);
      }
      expect((await lab.call('HEAD', '/lab/nothing')).status).to.equal(404);
    });
  });

  describe('headers', () => {
    it('keep browsers from doing anything with an answer, refusals included', async () => {
      for (const [method, path] of [
        ['GET', `/lab/things/${id}`],
        ['GET', '/lab/things/17'],
        ['GET', '/lab/nothing'],
        ['DELETE', '/lab/things'],
        ['GET', '/lab/open?fail=x'],
      ] as const) {
        const { headers } = await lab.call(method, path);
        for (const [name, value] of Object.entries(securityHeaders))
          expect(headers.get(name), `${name} of ${method} ${path}`).to.equal(value);
        expect(headers.get('x-powered-by')).to.equal(null);
        expect(headers.get('strict-transport-security')).to.include('max-age=');
      }
    });

    it('take the request id of the caller where it is one, and make one otherwise', async () => {
      const given = 'mobile-1.2_3';
      const taken = await lab.call('GET', `/lab/things/${id}`, { headers: { 'X-Request-Id': given } });
      expect([taken.headers.get('x-request-id'), taken.body.data.requestId]).to.deep.equal([given, given]);
      for (const bad of ['', 'a b', 'x'.repeat(101), '<script>', 'é']) {
        const answer = await lab.call('GET', `/lab/things/${id}`, { headers: { 'X-Request-Id': bad } });
        expect(answer.headers.get('x-request-id'), bad).to.match(/^[0-9a-f]{32}$/);
      }
      const wrong = await lab.call('GET', '/lab/things/17', { headers: { 'X-Request-Id': given } });
      expect(wrong.headers.get('x-request-id')).to.equal(given);
    });

    it('go on with the trace of the caller where it is one, and name it in refusals', async () => {
      const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
      const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
      const good = await lab.call('GET', `/lab/things/${id}`, { headers: { traceparent } });
      expect(good.body.data.traceparent).to.equal(traceparent);
      const bad = await lab.call('GET', '/lab/things/17', { headers: { traceparent } });
      expect(bad.body.trace_id).to.equal(trace);
      for (const wrong of [
        'nonsense',
        `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
        `00-${trace}-${'0'.repeat(16)}-01`,
        `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
        `${traceparent}-x`,
      ]) {
        const answer = await lab.call('GET', `/lab/things/${id}`, { headers: { traceparent: wrong } });
        expect(answer.body.data.traceparent).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
        expect(answer.body.data.traceparent).not.to.include(trace);
      }
    });

    it('let pages of the configured origins read answers, and no others', async () => {
      const ask = (origin: string, method = 'GET', path = '/lab/open') =>
        lab.call(method, path, {
          headers: {
            Origin: origin,
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'x-y',
          },
        });
      for (const origin of ['https://app.example', 'https://other.example']) {
        for (const path of ['/lab/open', '/lab/nothing', `/lab/things/${id}?limit=x`]) {
          const { headers } = await ask(origin, 'GET', path);
          expect(headers.get('access-control-allow-origin'), path).to.equal(origin);
          expect(headers.get('access-control-expose-headers')).to.include('ETag').and.include('Location');
          expect(headers.get('vary')).to.include('Origin');
        }
        const preflight = await ask(origin, 'OPTIONS', '/lab/things');
        expect(preflight.status).to.equal(204);
        expect(preflight.headers.get('access-control-allow-methods')).to.include('POST');
        expect(preflight.headers.get('access-control-allow-headers')).to.equal('x-y');
      }
      for (const origin of ['https://evil.example', 'https://app.example.evil.example', 'null']) {
        for (const method of ['GET', 'OPTIONS'])
          expect((await ask(origin, method)).headers.get('access-control-allow-origin'), origin).to.equal(
            null,
          );
      }
    });
  });

  it('tells nothing of a failure on our side, and logs it without what the caller sent', async () => {
    const secret = `document-${uuidv7()}`;
    const key = `key-${uuidv7()}`;
    const answer = await lab.call('GET', `/lab/open?fail=${secret}`, {
      headers: { 'X-Request-Id': 'failing', 'X-API-Key': key, Cookie: `session=${key}` },
    });
    isProblem(answer, 500, 'INTERNAL');
    expect(answer.body.retryable).to.equal(true);
    expect(answer.text).not.to.match(/select|invalid input|stack|node_modules/i);
    const lines = lab.world.lines.filter((line) => line.includes('"failing"'));
    expect(lines.map((line) => JSON.parse(line).level)).to.deep.equal(['error']);
    const everything = lab.world.lines.join('');
    expect(everything).not.to.include(key);
    expect(everything).not.to.include(secret);
  });
});
