/** How a route's reply becomes an HTTP response. */
import { pipeline } from 'node:stream/promises';
import type { RouteContract } from '@scory/contracts/define.ts';
import type { JobView } from '@scory/contracts/http.ts';
import type { Request, Response } from 'express';
import type { Problem } from '../errors.ts';
import type { Reply } from '../service.ts';
import { problemBody } from './problem.ts';
import { traceIdOf, traceparentOf } from './trace-context.ts';

/** Seconds after which polling again is worth it, growing with the age of the job. */
export function retryAfterSeconds(job: Pick<JobView, 'created_at'>, now = Date.now()): number {
  const ageSeconds = (now - Date.parse(job.created_at)) / 1_000;
  if (ageSeconds < 5) return 1;
  if (ageSeconds < 20) return 2;
  return ageSeconds < 60 ? 5 : 10;
}

/** Status, headers and JSON text of a reply: also what an idempotent replay repeats. */
export interface Rendered {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function render(contract: RouteContract, reply: Reply): Rendered {
  const headers: Record<string, string> = { ...reply.headers };
  const data = reply.job ?? reply.data;
  let status = reply.status ?? 200;
  if (reply.job && contract.acceptsJob) {
    headers.Location = reply.job.links.self;
    if (reply.job.finished_at === null) {
      status = 202;
      headers['Retry-After'] = String(retryAfterSeconds(reply.job));
    }
  }
  if (status === 204 || status === 304) return { status, headers, body: '' };
  headers['Content-Type'] ??= 'application/json; charset=utf-8';
  const value =
    contract.answer === 'bare' ? data : { success: true, data: data ?? null, metadata: reply.metadata ?? {} };
  return { status, headers, body: JSON.stringify(value) };
}

export function renderProblem(problem: Problem, request: Request, response: Response): Rendered {
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...problem.options.headers,
  };
  if (problem.options.retryAfterSeconds !== undefined)
    headers['Retry-After'] = String(problem.options.retryAfterSeconds);
  if (problem.status === 401) headers['WWW-Authenticate'] ??= 'Bearer';
  const traceId = String(response.locals.traceId ?? traceIdOf(traceparentOf(undefined)));
  return {
    status: problem.status,
    headers,
    body: JSON.stringify(problemBody(problem, request.originalUrl.split('?')[0] as string, traceId)),
  };
}

/** Outside production a reply that breaks its contract is our fault and fails loudly. */
export function assertKeepsContract(contract: RouteContract, reply: Reply, status: number): void {
  const declared = contract.responses[status];
  if (!declared) throw new Error(`${contract.name} answered ${status}, which its contract does not name`);
  const data = reply.job ?? reply.data;
  if (declared.schema && data !== undefined) {
    const parsed = declared.schema.safeParse(data);
    if (!parsed.success)
      throw new Error(`${contract.name} answered ${status} with another shape: ${parsed.error.message}`);
  }
}

/**
 * Headers go out with the status in one call; `set` one by one they cost more than the answer's JSON. The length is
 * said beforehand: without it Node would send the body in chunks, four writes instead of one.
 */
export function send(response: Response, answer: Rendered, common: Record<string, string>): void {
  const { status, body } = answer;
  const headers: Record<string, string | number> = { ...common, ...answer.headers };
  if (status !== 204 && status !== 304) headers['Content-Length'] = Buffer.byteLength(body);
  response.writeHead(status, headers).end(body);
}

export async function sendFile(
  response: Response,
  reply: Reply,
  file: NonNullable<Reply['file']>,
): Promise<void> {
  response.status(reply.status ?? 200).set({ 'Content-Type': file.contentType, ...reply.headers });
  if (file.contentLength !== undefined) response.set('Content-Length', String(file.contentLength));
  await pipeline(file.stream, response);
}
