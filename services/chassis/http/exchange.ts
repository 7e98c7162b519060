import type { RouteContract } from '@scory/contracts/define.ts';
import type { Request, Response } from 'express';

/** One request and its answer on their way through the edge. */
export interface Exchange {
  request: Request;
  response: Response;
  contract: RouteContract;
  requestId: string;
  traceparent: string;
  /** What every answer to this request carries; written with the answer's own in one go. */
  headers: Record<string, string>;
}
