/**
 * How programs of Scory say what passes between them. A contract is pure data: from it the edge derives
 * validation, authorisation and documentation, the bus its topology, and the workers their types.
 */
import type { z } from 'zod';

export type Method = 'get' | 'post' | 'put' | 'delete';
export type Role = 'anonymous' | 'student' | 'academic' | 'admin';

/**
 * Who may call a route: anybody; anybody signed in (an anonymous session counts); somebody with one of
 * the roles; a back end that presents an `X-API-Key` with the scope; or either of the last kinds.
 */
export type Access =
  | { kind: 'open' }
  | { kind: 'user' }
  | { kind: 'roles'; roles: readonly Role[] }
  | { kind: 'apiKey'; scope: string }
  | { kind: 'userOrApiKey'; scope: string };

export const open: Access = { kind: 'open' };
export const user: Access = { kind: 'user' };
export const roles = (...names: Role[]): Access => ({ kind: 'roles', roles: names });
export const apiKey = (scope: string): Access => ({ kind: 'apiKey', scope });
export const userOrApiKey = (scope: string): Access => ({ kind: 'userOrApiKey', scope });

/** Body of a request: validated JSON, a streamed multipart form that the route reads itself, or none. */
export type BodyKind = 'json' | 'multipart' | 'none';

/** How an answer is written: in the envelope of http.ts, as bare JSON, or by the route itself (SSE, files). */
export type Answer = 'envelope' | 'bare' | 'stream';

export interface RateLimit {
  /** Requests per caller in the window. */
  points: number;
  windowSeconds: number;
  /** Routes with the same bucket share the points; without one the route has its own. */
  bucket?: string;
}

export interface RouteContract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  /** `service.verbNoun`, the OpenAPI operationId. */
  name: string;
  method: Method;
  /** OpenAPI form: `/api/v1/jobs/{id}`. */
  path: string;
  summary: string;
  description?: string;
  access: Access;
  params?: Params;
  query?: Query;
  body?: Body;
  bodyKind: BodyKind;
  /** Of a multipart route that takes JSON too, by its content type. */
  jsonBody?: z.ZodType;
  /** Largest accepted body of a JSON route. */
  bodyLimitBytes: number;
  answer: Answer;
  /** Success statuses with the shape of `data` (envelope) or of the whole body (bare). */
  responses: Record<number, { description: string; schema?: z.ZodType; contentType?: string }>;
  /** Shape of `metadata` beside `data`, where the route has one. */
  metadata?: z.ZodType;
  /** Problem codes particular to this route, by status. */
  problems: Record<number, readonly string[]>;
  /** Creates something: takes `Idempotency-Key`. */
  creates: boolean;
  /** Answers 202 with a job, takes `Prefer: wait`. */
  acceptsJob: boolean;
  /** Becomes a WebSocket. */
  upgrade: boolean;
  rateLimit?: RateLimit;
  /** Where it is served: everywhere, on the internal listener only, or also on the AI port. */
  listener: 'public' | 'internal' | 'ai';
}

type RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Partial<
  RouteContract<P, Q, B>
> &
  Pick<RouteContract<P, Q, B>, 'name' | 'method' | 'path' | 'summary' | 'access' | 'responses'>;

/** Describes one HTTP route; what is left out takes the defaults that most routes want. */
export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(route: RouteInput<P, Q, B>): RouteContract<P, Q, B> {
  return {
    bodyKind: route.body ? 'json' : 'none',
    bodyLimitBytes: 100_000,
    answer: 'envelope',
    problems: {},
    creates: false,
    acceptsJob: false,
    upgrade: false,
    listener: 'public',
    ...route,
  };
}

export interface CommandContract<
  Data extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
  Metadata extends z.ZodType = z.ZodType,
> {
  /** `service.verb`: the job's kind, the routing key and the queue after the namespace. */
  kind: string;
  version: number;
  summary: string;
  data: Data;
  /** What the ended job carries as `result` and `metadata`. */
  result: Result;
  metadata: Metadata;
  /** Seconds from acceptance after which the job expires. */
  deadlineSeconds: number;
  /** Started runs that may fail with a retryable error before the job fails. */
  attempts: number;
  /** First back-off; doubles with each attempt, with jitter. */
  backoffMs: number;
  /** What the finished job made, named in webhooks: type and how to find it. */
  resource?: { type: string; path: string; idField: string };
  /** Jobs that are nobody's, made by the product itself: no client has them, no webhook tells of them. */
  internal?: boolean;
}

type CommandInput<D extends z.ZodType, R extends z.ZodType, M extends z.ZodType> = Partial<
  CommandContract<D, R, M>
> &
  Pick<CommandContract<D, R, M>, 'kind' | 'summary' | 'data' | 'result' | 'metadata'>;

/** Describes one command. Its four completion events follow from its kind (`completionEvents`). */
export function defineCommand<D extends z.ZodType, R extends z.ZodType, M extends z.ZodType>(
  command: CommandInput<D, R, M>,
): CommandContract<D, R, M> {
  return { version: 1, deadlineSeconds: 900, attempts: 5, backoffMs: 500, ...command };
}

export interface EventContract<Data extends z.ZodType = z.ZodType> {
  /** `service.thing-happened`: the routing key on the events exchange. */
  type: string;
  version: number;
  summary: string;
  data: Data;
}

export function defineEvent<D extends z.ZodType>(
  event: Omit<EventContract<D>, 'version'> & { version?: number },
): EventContract<D> {
  return { version: 1, ...event };
}

/** A durable queue that receives every event whose type matches one of the topic patterns. */
export interface SubscriptionContract {
  /** `service.purpose`: the queue after the namespace. */
  name: string;
  patterns: readonly string[];
  summary: string;
}

export function defineSubscription(subscription: SubscriptionContract): SubscriptionContract {
  return subscription;
}

export const jobEnds = ['succeeded', 'failed', 'cancelled', 'expired'] as const;
