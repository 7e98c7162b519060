/** What a service is to the chassis: its schema, its routes, its handlers. One `roles.ts` per service exports one. */
import type { Readable } from 'node:stream';
import type {
  CommandContract,
  EventContract,
  RouteContract,
  SubscriptionContract,
} from '@scory/contracts/define.ts';
import type { Actor, EventEnvelope } from '@scory/contracts/envelope.ts';
import type { JobError, JobStatus, JobView, Progress, Warning } from '@scory/contracts/http.ts';
import type { Request, Response } from 'express';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import type { ServiceSchema } from './database.ts';
import { nextTick } from './jobs/cron.ts';
import type { Lane } from './jobs/jobs.ts';
import type { Logger } from './log.ts';
import type { RowTable } from './rows.ts';
import type { Runtime } from './runtime.ts';

type Parsed<S> = NonNullable<S> extends z.ZodType ? z.output<NonNullable<S>> : undefined;

/** A request after validation, authentication and limits. */
export interface RouteRequest<C extends RouteContract = RouteContract> {
  params: Parsed<C['params']>;
  query: Parsed<C['query']>;
  body: Parsed<C['body']>;
  /** The caller; on open routes the caller's if one was presented, else null (see `caller`). */
  actor: Actor | null;
  /** The verified access token's claims, where one was presented. */
  token: { jti: string; sessionId: string; expiresAt: number } | null;
  /** W3C trace context of the request, passed on to the job. */
  traceparent: string;
  requestId: string;
  /**
   * Id for the thing that this request creates: the same when the client repeats the request with its
   * `Idempotency-Key`, so `insert … on conflict (id) do nothing` makes creation exactly-once.
   */
  newId: string;
  header(name: string): string | undefined;
  /** Which lane the caller's `Priority` asks for. */
  lane: Lane;
  /** When the job may begin, where the caller wants it later. */
  notBefore: Date | undefined;
  ip: string;
  /** Fires when the client has gone. */
  signal: AbortSignal;
  /** The untouched stream of a multipart route. */
  stream: Request;
}

/** What a route answers. `data` is checked against the contract outside production. */
export interface Reply {
  status?: number;
  data?: unknown;
  metadata?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** The accepted job: the edge adds `Location`, `Retry-After` and waits where the client prefers that. */
  job?: JobView;
  /** Bytes instead of JSON. */
  file?: { stream: Readable; contentType: string; contentLength?: number };
  /** Takes the response over (SSE). Resolves when it is over. */
  takeOver?: (response: Response) => Promise<void>;
  /** Speaks over the socket that the request asked for, from its opening on. */
  upgrade?: (socket: WebSocket) => void;
}

export interface Route {
  contract: RouteContract;
  handle: (request: RouteRequest) => Promise<Reply>;
}

export function route<C extends RouteContract>(
  contract: C,
  handle: (request: RouteRequest<C>) => Promise<Reply>,
): Route {
  return { contract, handle: handle as Route['handle'] };
}

/** The actor of a route that only signed-in callers reach. */
export function caller(request: Pick<RouteRequest, 'actor'>): Actor {
  if (!request.actor) throw new Error('the route is open: there may be no caller');
  return request.actor;
}

/** A row that commits together with the job's completion. */
export interface RowWrite {
  table: RowTable;
  row: Record<string, unknown>;
}

export interface EventWrite {
  contract: EventContract;
  data: unknown;
  ownerId?: string;
}

export interface Outcome<Result = unknown, Metadata = unknown> {
  result: Result;
  metadata?: Metadata;
  warnings?: Warning[];
  rows?: RowWrite[];
  events?: EventWrite[];
}

export interface Command<Data> {
  jobId: string;
  actor: Actor;
  data: Data;
  /** Which try this is, from 1. */
  attempt: number;
  createdAt: Date;
}

/** A part of a job: a job of its own, of the same owner, that nobody else is told of. */
export interface Child<C extends CommandContract = CommandContract> {
  contract: C;
  data: z.input<C['data']>;
  /** How much of the parent's progress it is, beside the others; default 1. */
  weight?: number;
}

/** What a handler returns whose job goes on once these have ended: then its `join` is called. */
export interface FanOut {
  children: Child[];
  /** Kept for `join`. JSON. */
  state: unknown;
  phase: string;
}

export interface EndedChild {
  id: string;
  kind: string;
  status: JobStatus;
  /** Null unless it succeeded. */
  result: unknown;
  error: JobError | null;
}

/** What `join` gets: what the job kept for itself, and its children in the order it gave them. */
export interface Gathered {
  state: unknown;
  children: EndedChild[];
}

export interface HandlerContext {
  /** Fires on cancel, deadline and drain. Model calls take it. */
  signal: AbortSignal;
  progress(progress: Progress): void;
  log: Logger;
  /** Waits for something another job does without holding one of the process's places for running jobs. */
  idle<T>(wait: () => Promise<T>): Promise<T>;
  /** To be returned: the job waits for these, without a place or a lease. At most 10,000; none ends in `join` at once. */
  fanOut(children: Child[], kept?: { state?: unknown; phase?: string }): FanOut;
}

/** A command that comes again and again: one job at each tick, however many processes there are. */
export interface Schedule<C extends CommandContract = CommandContract> {
  /** `service.verb`, or with what it is about: unique among its owner's. Its jobs carry it as their reference. */
  name: string;
  contract: C;
  data: z.input<C['data']>;
  /** Five fields, read on the clock of the time zone. */
  cron: string;
  /** IANA name; default UTC. */
  timezone?: string;
}

/** A schedule of the product itself. Throws `Problem` 422 `SCHEDULE_INVALID`. */
export function schedule<C extends CommandContract>(declared: Schedule<C>): Schedule {
  nextTick(declared.cron, declared.timezone ?? 'UTC', new Date());
  return declared;
}

export interface CommandHandler {
  contract: CommandContract;
  handle: (command: Command<unknown>, context: HandlerContext) => Promise<Outcome | FanOut>;
  /** Goes on after a fan-out; decides what a child that failed means. May fan out again. */
  join?: (command: Command<unknown> & Gathered, context: HandlerContext) => Promise<Outcome | FanOut>;
  /** Jobs of this kind that one process runs at once; default WORKER_CONCURRENCY. */
  concurrency?: number;
}

type Handle<C, D extends z.ZodType, Returned> = (
  command: Command<z.output<D>> & C,
  context: HandlerContext,
) => Promise<Returned>;

export function handler<D extends z.ZodType, R extends z.ZodType, M extends z.ZodType>(
  contract: CommandContract<D, R, M>,
  handle: Handle<unknown, D, Outcome<z.input<R>, z.input<M>>>,
  options: { concurrency?: number } = {},
): CommandHandler {
  return { contract, handle: handle as CommandHandler['handle'], ...options };
}

/** A handler whose job has parts: `handle` hands them out, `join` makes the result of theirs. */
export function fanOutHandler<D extends z.ZodType, R extends z.ZodType, M extends z.ZodType>(
  contract: CommandContract<D, R, M>,
  steps: {
    handle: Handle<unknown, D, Outcome<z.input<R>, z.input<M>> | FanOut>;
    join: Handle<Gathered, D, Outcome<z.input<R>, z.input<M>> | FanOut>;
    concurrency?: number;
  },
): CommandHandler {
  return { contract, ...steps } as CommandHandler;
}

/** Reacts to events. Delivery is at least once: what it writes must be the same when it comes again. */
export interface EventHandler {
  contract: SubscriptionContract;
  handle: (event: EventEnvelope, log: Logger) => Promise<void>;
  prefetch?: number;
}

/** Work that a role does beside messages (timers on PostgreSQL). `stop` resolves when nothing of it runs. */
export interface Loop {
  name: string;
  start(): void;
  stop(): Promise<void>;
}

export interface Worker {
  commands?: CommandHandler[];
  events?: EventHandler[];
  loops?: Loop[];
  /** Kept by the processes that run this worker: one that no version declares any more stands still. */
  schedules?: Schedule[];
  close?(): Promise<void>;
}

export interface Api {
  routes: Route[];
  loops?: Loop[];
  /** The process stops: streams and other long answers end now. */
  drain?(): void;
  close?(): Promise<void>;
}

export interface Service {
  name: string;
  schema?: ServiceSchema;
  api?: (runtime: Runtime) => Api;
  worker?: (runtime: Runtime) => Worker;
}
