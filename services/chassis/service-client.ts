/**
 * How one service asks another: over its public route, by its contract, on behalf of the actor whose work it does. So what the
 * other may show is decided where it always is; nothing internal is open to anybody.
 */
import type { RouteContract } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { z } from 'zod';
import type { AccessControl } from './access.ts';
import { Problem, TransientError } from './errors.ts';
import { newId } from './ids.ts';
import { currentContext } from './log.ts';

type Given<S> = NonNullable<S> extends z.ZodType ? z.input<NonNullable<S>> : undefined;

export interface ServiceCall<C extends RouteContract = RouteContract> {
  actor: Actor;
  params?: Given<C['params']>;
  query?: Given<C['query']>;
  body?: Given<C['body']>;
  signal?: AbortSignal;
}

export interface ServiceClient {
  /**
   * The `data` and `metadata` of a success, as the contract declares them. Throws what the other service refused with as a `Problem` of
   * the same status and code, and `TransientError` where it did not answer (`SERVICE_UNAVAILABLE`), failed (its own code) or
   * wants fewer requests (`RATE_LIMITED`).
   */
  call<Data, Metadata = unknown, C extends RouteContract = RouteContract>(
    contract: C,
    call: ServiceCall<C>,
  ): Promise<{ data: Data; metadata: Metadata }>;
}

/** Longer than any route that a service asks takes. */
const timeoutMs = 10_000;
const tokenSeconds = 60;

interface Refusal {
  code?: string;
  detail?: string;
}

export function createServiceClient(options: {
  /** Known once this process listens. */
  baseUrl: () => string;
  access: Pick<AccessControl, 'signAccess'>;
}): ServiceClient {
  function requestOf(contract: RouteContract, call: ServiceCall): { url: URL; init: RequestInit } {
    const { actor, body, signal } = call;
    const params = (call.params ?? {}) as Record<string, string>;
    const path = contract.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
      encodeURIComponent(params[name] ?? ''),
    );
    const url = new URL(path, options.baseUrl());
    for (const [name, value] of Object.entries((call.query ?? {}) as Record<string, unknown>))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const { token } = options.access.signAccess(actor, {
      sessionId: newId(),
      expiresInSeconds: tokenSeconds,
    });
    const { traceparent } = currentContext();
    const limit = AbortSignal.timeout(timeoutMs);
    const headers = {
      authorization: `Bearer ${token}`,
      ...(traceparent && { traceparent }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const init: RequestInit = {
      method: contract.method.toUpperCase(),
      headers,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    return { url, init };
  }

  return {
    async call<Data, Metadata>(contract: RouteContract, call: ServiceCall) {
      const { url, init } = requestOf(contract, call);
      let response: Response;
      let text: string;
      try {
        response = await fetch(url, init);
        text = await response.text();
      } catch (error) {
        call.signal?.throwIfAborted();
        throw new TransientError('SERVICE_UNAVAILABLE', 'Another part of Scory did not answer', {
          cause: error,
        });
      }
      if (!response.ok) throw refusalOf(contract, response, text);
      const answer = JSON.parse(text) as { data: unknown; metadata: unknown };
      return {
        data: shaped(contract.responses[response.status]?.schema, answer.data) as Data,
        metadata: shaped(contract.metadata, answer.metadata) as Metadata,
      };
    },
  };
}

/** A service that is older or newer than its contract is found out here, not where its answer is used. */
const shaped = (schema: z.ZodType | undefined, value: unknown): unknown =>
  schema ? schema.parse(value) : value;

function refusalOf(contract: RouteContract, { status, headers }: Response, text: string): Error {
  const { code = 'SERVICE_FAILED', detail = '' } = parsed(text);
  const cause = new Error(`${contract.name} answered ${status} ${code}`);
  if (status === 401) return cause;
  if (status >= 500 || status === 429) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : undefined;
    const message =
      status === 429 ? detail || 'Too many requests at once' : 'Another part of Scory could not answer';
    return new TransientError(code, message, { cause, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
  return new Problem(status, code, detail, { cause });
}

/** What is in between, a proxy, may answer with a page. */
function parsed(text: string): Refusal {
  try {
    return JSON.parse(text) as Refusal;
  } catch {
    return {};
  }
}
