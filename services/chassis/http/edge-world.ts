/** The edge in front of routes that do what a test tells them. */
import { connect } from 'node:net';
import { apiKey, defineRoute, open, user } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { idParams } from '@scory/contracts/http.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Problem, TransientError } from '../errors.ts';
import type { Running } from '../run.ts';
import { type Reply, type RouteRequest, route, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';

const thing = z.object({ id: z.uuid(), name: z.string(), runs: z.int() });
export const bodyLimitBytes = 2_000;

const postThing = defineRoute({
  name: 'lab.postThing',
  method: 'post',
  path: '/lab/things',
  summary: 'Makes a thing as the plan says',
  access: user,
  creates: true,
  body: z.strictObject({
    name: z.string().max(50),
    plan: z.string().default('make'),
    places: z.array(z.strictObject({ 'a/b~c': z.int() })).default([]),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  bodyLimitBytes,
  responses: { 201: { description: 'Made', schema: thing } },
});

const getThing = defineRoute({
  name: 'lab.getThing',
  method: 'get',
  path: '/lab/things/{id}',
  summary: 'Answers what it was asked',
  access: user,
  params: idParams,
  query: z.strictObject({ limit: z.coerce.number().int().max(10).default(5), text: z.string().optional() }),
  responses: { 200: { description: 'What was asked' } },
});

const limited = (name: string, access = user) =>
  defineRoute({
    name: `lab.${name}`,
    method: 'get',
    path: `/lab/${name}`,
    summary: 'Three times a minute',
    access,
    rateLimit: { points: 3, windowSeconds: 60 },
    responses: { 200: { description: 'Yes' } },
  });

const openRoute = defineRoute({
  name: 'lab.open',
  method: 'get',
  path: '/lab/open',
  summary: 'For anybody; fails where the query says so',
  access: open,
  query: z.strictObject({ fail: z.string().optional() }),
  responses: { 200: { description: 'Who asked, as the route sees it' } },
});

const keyRoute = defineRoute({
  name: 'lab.key',
  method: 'get',
  path: '/lab/key',
  summary: 'For back ends',
  access: apiKey('lab'),
  responses: { 200: { description: 'Yes' } },
});

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
}

export interface CallOptions {
  as?: Actor | null;
  /** Sent as it stands where it is a string. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Of the process to ask; default: the first one. */
  at?: string;
}

export interface EdgeWorld {
  world: TestWorld;
  running: Running & { url: string };
  owner: Actor;
  authorization(as: Actor): Record<string, string>;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Writes the pieces to a fresh connection; answers what came until the server closed it or `enough` holds. */
  raw(pieces: string[], enough?: (text: string) => boolean): Promise<string>;
  /** How often the route that makes things ran for a name. */
  runs(name: string): number;
  /** Lets the things with the plan `hold` and this name be made. */
  release(name: string): void;
  close(): Promise<void>;
}

export const newOwner = (): Actor => ({
  owner_id: uuidv7(),
  role: 'student',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

interface Gate {
  promise: Promise<void>;
  resolve(): void;
}

function lab(counts: Map<string, number>, gateOf: (name: string) => Gate): Service {
  async function make(request: RouteRequest<typeof postThing>): Promise<Reply> {
    const { name, plan } = request.body;
    const runs = (counts.get(name) ?? 0) + 1;
    counts.set(name, runs);
    if (plan === 'hold') await gateOf(name).promise;
    if (plan === 'refuse') throw new Problem(409, 'ALREADY_THERE', `There is ${name} already, seen ${runs}`);
    if (plan === 'busy' && runs === 1) throw new TransientError('BUSY', 'Later', { retryAfterMs: 3_000 });
    if (plan === 'break' && runs === 1) throw new Error(`secret of ${name}`);
    if (plan === 'limit' && runs === 1) throw new Problem(429, 'TOO_MANY', 'Too many');
    return {
      status: 201,
      data: { id: request.newId, name, runs },
      headers: { 'X-Made': encodeURIComponent(name) },
    };
  }
  return {
    name: 'lab',
    api: (runtime) => ({
      routes: [
        route(postThing, make),
        route(getThing, async ({ params, query, traceparent, requestId }) => ({
          data: { ...params, ...query, traceparent, requestId },
        })),
        route(limited('limited'), async () => ({ data: 'yes' })),
        route(limited('limited-open', open as typeof user), async () => ({ data: 'yes' })),
        route(keyRoute, async () => ({ data: 'yes' })),
        route(openRoute, async ({ query, ip, actor }) => {
          if (query.fail !== undefined)
            await runtime.database.query('SELECT 1 / (length($1) - length($1))', [query.fail]);
          return { data: { ip, owner: actor?.owner_id ?? null } };
        }),
      ],
    }),
  };
}

export async function openEdgeWorld(environment: Record<string, string> = {}): Promise<EdgeWorld> {
  const counts = new Map<string, number>();
  const gates = new Map<string, Gate>();
  const gateOf = (name: string): Gate => {
    const gate = gates.get(name) ?? Promise.withResolvers<void>();
    gates.set(name, gate);
    return gate;
  };
  const world = await createTestWorld({
    services: [lab(counts, gateOf)],
    commands: [],
    subscriptions: [],
    environment: { RATE_LIMITS: 'false', ...environment },
  });
  const running = await world.start();
  const owner = newOwner();
  const authorization = (as: Actor): Record<string, string> => ({
    Authorization: `Bearer ${running.runtime.access.signAccess(as, { sessionId: uuidv7() }).token}`,
  });

  return {
    world,
    running,
    owner,
    authorization,
    async call(method, path, { as = owner, body, headers, at = running.url } = {}) {
      const response = await fetch(at + path, {
        method,
        headers: {
          ...(as && authorization(as)),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      const { status } = response;
      return { status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : undefined };
    },
    async raw(pieces, enough = () => false) {
      const { hostname, port } = new URL(running.url);
      const socket = connect(Number(port), hostname);
      let text = '';
      let closed = false;
      socket.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      socket
        .on('error', () => undefined)
        .once('close', () => {
          closed = true;
        });
      for (const piece of pieces) socket.write(piece);
      await until('the server has answered', () => closed || enough(text));
      socket.destroy();
      return text;
    },
    runs: (name) => counts.get(name) ?? 0,
    release: (name) => gateOf(name).resolve(),
    async close() {
      for (const gate of gates.values()) gate.resolve();
      await world.close();
    },
  };
}
