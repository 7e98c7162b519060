/** The notifier beside a service whose one job ends as it is told, and receivers on loopback. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PermanentError } from '@scory/chassis/errors.ts';
import type { Running } from '@scory/chassis/run.ts';
import { caller, handler, route, type Service } from '@scory/chassis/service.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import { defineCommand, defineRoute, userOrApiKey } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { jobResponses } from '@scory/contracts/http.ts';
import {
  jobEvents,
  notifierOwnerMerged,
  type WebhookDeliveryView,
} from '@scory/contracts/notifier/webhooks.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { DeliveryLoopOptions } from '../delivery/delivery-loop.ts';
import { deliveryLoop } from '../delivery/delivery-loop.ts';
import { notifier } from '../roles.ts';

const echoCommand = defineCommand({
  kind: 'trials.echo',
  summary: 'Ends as it is told',
  data: z.object({ fail: z.boolean() }),
  result: z.object({ thing_id: z.string() }),
  metadata: z.object({}),
  resource: { type: 'thing', path: '/api/v1/things/{id}', idField: 'thing_id' },
});

const postEcho = defineRoute({
  name: 'trials.postEcho',
  method: 'post',
  path: '/api/v1/trials',
  summary: 'Runs the job',
  access: userOrApiKey('trials'),
  body: z.strictObject({ fail: z.boolean().default(false), reference: z.string().optional() }),
  responses: jobResponses,
  acceptsJob: true,
});

const trials: Service = {
  name: 'trials',
  api: (runtime) => ({
    routes: [
      route(postEcho, async (request) => {
        const { job } = await runtime.jobs.accept(
          {
            contract: echoCommand,
            id: request.newId,
            actor: caller(request),
            data: { fail: request.body.fail },
            reference: request.body.reference,
            traceparent: request.traceparent,
          },
          request.signal,
        );
        return { job };
      }),
    ],
  }),
  worker: () => ({
    commands: [
      handler(echoCommand, async ({ data, jobId }) => {
        if (data.fail) throw new PermanentError('TOLD_TO_FAIL', 'It was told to fail');
        return { result: { thing_id: jobId } };
      }),
    ],
  }),
};

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

/** A receiver that answers as `answer` does: with a status, or by writing to the response itself. */
export async function openReceiver(
  answer: (nth: number, response: ServerResponse) => number | undefined,
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const status = answer(received.length, response);
      if (status !== undefined) response.writeHead(status).end(`answer ${status}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
  headers: Headers;
}

export const actorOf = (owner_id = uuidv7()): Actor => ({
  owner_id,
  role: 'student',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

export interface NotifierWorld {
  world: TestWorld;
  running: Running & { url: string };
  /** Calls as the actor, or with the API key where it is a string. */
  call(
    method: string,
    path: string,
    as: Actor | string | null,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  register(
    as: Actor | string,
    url: string,
    eventTypes?: string[],
  ): Promise<{ id: string; secret: string; public_key: string }>;
  runJob(as: Actor | string, body?: { fail?: boolean; reference?: string }): Promise<{ id: string }>;
  deliveries(as: Actor | string, endpointId: string): Promise<WebhookDeliveryView[]>;
  /** Resolves with the only delivery of the endpoint once it holds. */
  deliveryThat(
    as: Actor | string,
    endpointId: string,
    holds: (delivery: WebhookDeliveryView) => boolean,
  ): Promise<WebhookDeliveryView>;
  receiver(answer: Parameters<typeof openReceiver>[0]): Promise<Receiver>;
  close(): Promise<void>;
}

export async function openNotifierWorld(options: {
  loop?: DeliveryLoopOptions;
  environment?: Record<string, string>;
  roles?: string[];
}): Promise<NotifierWorld> {
  const service: Service = {
    ...notifier,
    worker: (runtime) => ({
      ...notifier.worker?.(runtime),
      loops: [deliveryLoop(runtime, { pollMs: 20, ...options.loop })],
    }),
  };
  const world = await createTestWorld({
    services: [service, trials],
    commands: [echoCommand],
    subscriptions: [jobEvents, notifierOwnerMerged],
    environment: {
      RATE_LIMITS: 'false',
      WEBHOOK_ALLOW_LOOPBACK: 'true',
      PUBLIC_URL: 'https://scory.example',
      ...options.environment,
    },
  });
  const running = await world.start(options.roles);
  const receivers: Receiver[] = [];

  const call: NotifierWorld['call'] = async (method, path, as, body, headers = {}) => {
    const token = (actor: Actor): string =>
      running.runtime.access.signAccess(actor, { sessionId: uuidv7() }).token;
    const response = await fetch(running.url + path, {
      method,
      headers: {
        ...(typeof as === 'string' ? { 'X-API-Key': as } : as && { Authorization: `Bearer ${token(as)}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  const must = (answer: Answer): Answer['body'] => {
    if (answer.status >= 300) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  };
  const deliveries: NotifierWorld['deliveries'] = async (as, id) =>
    must(await call('GET', `/api/v1/webhooks/endpoints/${id}/deliveries`, as));

  return {
    world,
    running,
    call,
    deliveries,
    register: async (as, url, event_types = ['*']) =>
      must(await call('POST', '/api/v1/webhooks/endpoints', as, { url, event_types })),
    runJob: async (as, body = {}) =>
      must(await call('POST', '/api/v1/trials', as, body, { Prefer: 'wait=10' })),
    async deliveryThat(as, endpointId, holds) {
      let found: WebhookDeliveryView | undefined;
      await until('the delivery stands as expected', async () => {
        found = (await deliveries(as, endpointId)).find(holds);
        return found !== undefined;
      });
      return found as WebhookDeliveryView;
    },
    async receiver(answer) {
      const receiver = await openReceiver(answer);
      receivers.push(receiver);
      return receiver;
    },
    async close() {
      await world.close();
      await Promise.all(receivers.map((receiver) => receiver.close()));
    },
  };
}
