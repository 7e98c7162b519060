/**
 * The HTTP edge: every route comes from its contract, and everything around a route's own work is here, once:
 * ids, authentication, authorisation, limits, validation, idempotency, envelope, problems, metrics.
 */
import type { RouteContract } from '@scory/contracts/define.ts';
import { type Actor, isStorableValue } from '@scory/contracts/envelope.ts';
import cors from 'cors';
import express, { type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { AccessControl } from '../access.ts';
import type { Config } from '../config.ts';
import { Problem } from '../errors.ts';
import type { Idempotency } from '../idempotency.ts';
import { newId } from '../ids.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { type Logger, withContext } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Reply, Route, RouteRequest } from '../service.ts';
import type { Tracing } from '../tracing.ts';
import { assertKeepsContract, render, renderProblem, send, sendFile } from './answer.ts';
import { authenticate, type Caller } from './authenticate.ts';
import type { Exchange } from './exchange.ts';
import { notBeforeOf } from './not-before.ts';
import { handleOnce } from './once.ts';
import { laneOf } from './priority.ts';
import { problemOf, validationProblem } from './problem.ts';
import type { RateLimits } from './rate-limit.ts';
import { readJson } from './read-json.ts';
import { inRequestSpan } from './request-span.ts';
import { traceIdOf, traceparentOf } from './trace-context.ts';
import { upgrade } from './upgrade.ts';

export interface EdgeOptions {
  config: Config;
  log: Logger;
  access: AccessControl;
  jobs: Jobs;
  limits: RateLimits;
  idempotency: Idempotency;
  metrics: Metrics;
  tracing?: Tracing | undefined;
  routes: Route[];
  /** Fires when the process drains: those who wait are answered with what is known. */
  draining: AbortSignal;
  /** Mounts what is not a contract route (reference pages). */
  extend?: (app: Express) => void;
}

const waitMaxSeconds = 30;
const requestIdForm = /^[A-Za-z0-9._-]{1,100}$/;

export function createEdge(options: EdgeOptions): Express {
  const { config, routes } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.TRUST_PROXY_HOPS);
  app.set('query parser', 'simple');
  if (config.CORS_ORIGINS.length > 0) {
    const exposedHeaders = [
      'Location',
      'Retry-After',
      'ETag',
      'RateLimit',
      'RateLimit-Policy',
      'X-Request-Id',
      'Preference-Applied',
      'Idempotency-Replayed',
    ];
    app.use(cors({ origin: config.CORS_ORIGINS, exposedHeaders, maxAge: 600 }));
  }
  const methods = new Map<string, string[]>();
  const fixed = new Map<string, ReturnType<typeof endpoint>>();
  // Express tries one pattern after the other; a path without parameters is found at once.
  app.use((request: Request, response: Response, next: () => void) => {
    const handle = fixed.get(`${request.method} ${request.path}`);
    return handle ? handle(request, response) : next();
  });
  for (const route of routes) {
    const path = expressPath(route.contract.path);
    const handle = endpoint(route, options);
    app[route.contract.method](path, handle);
    if (path === route.contract.path) fixed.set(`${route.contract.method.toUpperCase()} ${path}`, handle);
    methods.set(path, [...(methods.get(path) ?? []), route.contract.method.toUpperCase()]);
  }
  app.use((request: Request, response: Response, next: () => void) => {
    const traceId = traceIdOf(traceparentOf(request.get('traceparent')));
    response.locals.traceId = traceId;
    response.set({ ...securityHeaders, 'X-Request-Id': traceId });
    next();
  });
  options.extend?.(app);
  for (const [path, allowed] of methods) {
    app.all(path, (request: Request) => {
      throw new Problem(405, 'METHOD_NOT_ALLOWED', `${request.method} is not one of ${allowed.join(', ')}`, {
        headers: { Allow: allowed.join(', ') },
      });
    });
  }
  app.use(() => {
    throw new Problem(404, 'ROUTE_NOT_FOUND', 'There is no such route');
  });
  app.use((error: unknown, request: Request, response: Response, _next: unknown) =>
    fail(error, request, response, options.log),
  );
  return app;
}

/** Helmet's headers never change, so they are asked for once; a middleware for each was 5 % of a request's time. */
const securityHeaders: Readonly<Record<string, string>> = (() => {
  const headers: Record<string, string> = {};
  const recorder = {
    setHeader: (name: string, value: string) => {
      headers[name] = value;
    },
    removeHeader: () => undefined,
  };
  const policy = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } };
  helmet({
    contentSecurityPolicy: policy,
    xFrameOptions: { action: 'deny' },
    // About pages, downloads and plug-ins; this is an API, and its reference says its own.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })({} as Request, recorder as unknown as Response, () => undefined);
  return Object.freeze(headers);
})();

/** `/jobs/{id}` → `/jobs/:id`. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

function endpoint(
  route: Route,
  options: EdgeOptions,
): (request: Request, response: Response) => Promise<void> {
  const { contract } = route;
  const parseJson = express.json({ limit: contract.bodyLimitBytes, type: () => true });
  return async (request, response) => {
    const startedAt = performance.now();
    await inRequestSpan(options.tracing, { request, response, contract }, async (traceparent) => {
      const traceId = traceIdOf(traceparent);
      const given = request.get('x-request-id');
      const requestId = given && requestIdForm.test(given) ? given : traceId;
      response.locals.traceId = traceId;
      response.once('close', () =>
        options.metrics.httpRequest(contract.name, response.statusCode, performance.now() - startedAt),
      );
      const headers = { ...securityHeaders, 'X-Request-Id': requestId };
      const exchange: Exchange = { request, response, contract, requestId, traceparent, headers };
      await withContext({ request_id: requestId, trace_id: traceId, traceparent }, async () => {
        try {
          await serve(exchange, route, options, parseJson);
        } catch (error) {
          fail(error, request, response, options.log, headers);
        }
      });
    });
  };
}

async function serve(
  exchange: Exchange,
  route: Route,
  options: EdgeOptions,
  parseJson: ReturnType<typeof express.json>,
): Promise<void> {
  const { request, response, contract } = exchange;
  const caller = await authenticate(request, contract, options.access);
  if (options.config.RATE_LIMITS) {
    const who = caller.actor?.owner_id ?? request.ip ?? 'unknown';
    Object.assign(exchange.headers, await options.limits.consume(contract, who));
  }
  if (takesJson(request, contract)) await readJson(request, response, parseJson, contract.bodyLimitBytes);
  const routeRequest = validated(exchange, caller);
  const key = contract.creates && caller.actor ? request.get('idempotency-key') : undefined;
  const reply =
    key !== undefined && caller.actor
      ? await handleOnce(exchange, route, options.idempotency, routeRequest, caller.actor, key)
      : await route.handle(routeRequest);
  if (reply) await deliver(exchange, reply, options, caller.actor, routeRequest);
}

const takesJson = (request: Request, { bodyKind, jsonBody }: RouteContract): boolean =>
  bodyKind === 'json' || (jsonBody !== undefined && request.is('application/json') !== false);

/** Fires when the client has gone before its answer was out. */
function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => gone.abort(new Problem(499, 'CLIENT_GONE', 'The client went away'));
  if (response.destroyed) leave();
  response.once('close', () => {
    if (!response.writableFinished) leave();
  });
  return gone.signal;
}

function validated(exchange: Exchange, caller: Caller): RouteRequest {
  const { request, contract } = exchange;
  // Made on demand: most answers are out before anybody asks for an id, or whether the client is still there.
  let id: string | undefined;
  let gone: AbortSignal | undefined;
  const parse = (
    schema: RouteContract['body'],
    value: unknown,
    where: 'body' | 'query' | 'path',
  ): unknown => {
    if (!schema) return undefined;
    if (!isStorableValue(value)) {
      throw new Problem(422, 'TEXT_UNSTORABLE', 'A string holds U+0000 or half of a surrogate pair');
    }
    const parsed = schema.safeParse(value ?? (where === 'body' ? {} : value));
    if (!parsed.success) throw validationProblem(parsed.error, where);
    return parsed.data;
  };
  return {
    params: parse(contract.params, request.params, 'path'),
    query: contract.query && parse(contract.query, { ...request.query }, 'query'),
    notBefore: notBeforeOf(contract, request),
    body: takesJson(request, contract)
      ? parse(contract.jsonBody ?? contract.body, request.body, 'body')
      : undefined,
    actor: caller.actor,
    token: caller.token,
    traceparent: exchange.traceparent,
    requestId: exchange.requestId,
    get newId() {
      id ??= newId();
      return id;
    },
    header: (name) => request.get(name),
    get lane() {
      return laneOf(request.get('priority'));
    },
    get ip() {
      return request.ip ?? '';
    },
    get signal() {
      gone ??= goneSignal(exchange.response);
      return gone;
    },
    stream: request,
  } as RouteRequest;
}

async function deliver(
  exchange: Exchange,
  reply: Reply,
  options: EdgeOptions,
  actor: Actor | null,
  routeRequest: RouteRequest,
): Promise<void> {
  const { request, response, contract } = exchange;
  if (reply.takeOver || reply.file) response.set(exchange.headers);
  if (reply.takeOver) return reply.takeOver(response);
  if (reply.upgrade) return upgrade(request, response, reply.upgrade);
  if (reply.file) return sendFile(response, reply, reply.file);
  const job = reply.job;
  const preferred = job && actor ? /(?:^|,|;)\s*wait=(\d{1,6})/.exec(request.get('prefer') ?? '') : null;
  if (job && actor && preferred) {
    const seconds = Math.min(Number(preferred[1]), waitMaxSeconds);
    reply.headers = { ...reply.headers, 'Preference-Applied': `wait=${seconds}` };
    if (job.finished_at === null) {
      reply.job =
        (await options.jobs.wait(
          job.id,
          actor.owner_id,
          seconds * 1_000,
          AbortSignal.any([routeRequest.signal, options.draining]),
        )) ?? job;
    }
  }
  const rendered = render(contract, reply);
  if (options.config.NODE_ENV !== 'production') assertKeepsContract(contract, reply, rendered.status);
  send(response, rendered, exchange.headers);
}

function fail(
  error: unknown,
  request: Request,
  response: Response,
  log: Logger,
  headers: Record<string, string> = {},
): void {
  const problem = problemOf(error);
  if (problem.status >= 500)
    log.error({ err: problem, path: request.path, code: problem.code }, 'a request failed');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // A body that is still coming would be read as the next request: the connection ends with this answer.
  if (!request.complete) response.set('Connection', 'close');
  send(response, renderProblem(problem, request, response), headers);
}
