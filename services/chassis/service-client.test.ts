import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineRoute, user } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { createTokens } from './access/tokens.ts';
import { loadConfig } from './config.ts';
import { Problem, TransientError } from './errors.ts';
import { withContext } from './log.ts';
import { createServiceClient, type ServiceClient } from './service-client.ts';
import { signingKeys } from './testing/harness.ts';

const contract = defineRoute({
  name: 'lab.findThing',
  method: 'post',
  path: '/api/v1/things/{id}/find',
  summary: 'Finds',
  access: user,
  params: z.object({ id: z.string() }),
  query: z.object({ limit: z.coerce.number().optional() }),
  body: z.object({ word: z.string() }),
  responses: { 200: { description: 'Found', schema: z.object({ count: z.int() }) } },
  metadata: z.object({ total: z.int() }),
});
const actor: Actor = {
  owner_id: uuidv7(),
  role: 'academic',
  faculty_id: uuidv7(),
  semester_id: null,
  api_key_id: null,
};

describe('service client', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let client: ServiceClient;
  let seen: IncomingMessage | undefined;
  const { TOKEN_SIGNING_KEYS } = loadConfig({
    DATABASE_URL: 'postgresql://x',
    RABBITMQ_URL: 'amqp://x',
    REDIS_URL: 'redis://x',
    TOKEN_SIGNING_KEYS: signingKeys(),
    ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
  });
  const tokens = createTokens({
    signingKeys: TOKEN_SIGNING_KEYS,
    issuer: 'scory',
    audience: 'scory-api',
    accessTokenSeconds: 900,
  });

  const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    answer = (_request, response) => response.writeHead(status, headers).end(JSON.stringify(body));
  };
  const call = (signal?: AbortSignal) =>
    client.call<{ count: number }, { total: number }, typeof contract>(contract, {
      actor,
      params: { id: 'a/b' },
      query: { limit: 5 },
      body: { word: 'tree' },
      ...(signal && { signal }),
    });
  async function failureOf(work: Promise<unknown>): Promise<Error & { code?: string }> {
    const failure = await work.then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    if (!failure) throw new Error('it did not fail');
    return failure;
  }

  beforeEach(async () => {
    seen = undefined;
    server = createServer((request, response) => {
      seen = request;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = createServiceClient({
      baseUrl: () => url,
      access: {
        signAccess: (of, { sessionId, expiresInSeconds }) => tokens.sign(of, sessionId, expiresInSeconds),
      },
    });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('asks as the actor, with a token of a minute, and passes the trace on', async () => {
    json(200, { success: true, data: { count: 3 }, metadata: { total: 4 } });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const found = await withContext({ traceparent }, () => call());
    expect(found).to.deep.equal({ data: { count: 3 }, metadata: { total: 4 } });
    expect(seen?.url).to.equal('/api/v1/things/a%2Fb/find?limit=5');
    expect(seen?.headers.traceparent).to.equal(traceparent);
    const claims = tokens.verify(String(seen?.headers.authorization).replace('Bearer ', ''));
    expect(claims.actor).to.deep.equal(actor);
    expect(claims.expiresAt - Date.now() / 1_000).to.be.within(50, 61);
  });

  it('throws a refusal with its status and code', async () => {
    json(404, { code: 'THING_NOT_FOUND', detail: 'The thing was not found' });
    const failure = await failureOf(call());
    expect(failure).to.be.instanceOf(Problem);
    expect([(failure as Problem).status, failure.code, failure.message]).to.deep.equal([
      404,
      'THING_NOT_FOUND',
      'The thing was not found',
    ]);
  });

  it('lets what may pass be tried again', async () => {
    json(503, { code: 'OVERLOADED', detail: 'secret detail' }, { 'retry-after': '7' });
    const failed = (await failureOf(call())) as TransientError;
    expect([failed instanceof TransientError, failed.code, failed.retryAfterMs]).to.deep.equal([
      true,
      'OVERLOADED',
      7_000,
    ]);
    expect(failed.message).to.not.include('secret');
    json(429, { code: 'RATE_LIMITED', detail: 'At most 5' }, { 'retry-after': '2' });
    expect(await failureOf(call())).to.include({ code: 'RATE_LIMITED', retryAfterMs: 2_000 });
    answer = (_request, response) => response.writeHead(502).end('<html>');
    expect(await failureOf(call())).to.include({ code: 'SERVICE_FAILED' });
    answer = (request) => request.socket.destroy();
    expect(await failureOf(call())).to.include({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('rejects an answer that breaks the contract, and a token that was not believed', async () => {
    json(200, { success: true, data: { count: 'many' }, metadata: { total: 4 } });
    expect(await failureOf(call())).to.not.be.instanceOf(TransientError);
    json(401, { code: 'TOKEN_INVALID', detail: 'no' });
    expect(await failureOf(call())).to.not.be.instanceOf(Problem);
  });

  it('ends with the caller', async () => {
    const controller = new AbortController();
    answer = () => controller.abort(new Error('cancelled'));
    expect((await failureOf(call(controller.signal))).message).to.equal('cancelled');
  });
});
