import type { RouteContract } from '@scory/contracts/define.ts';
import type { Request, Response } from 'express';
import { inSpan, type Tracing } from '../tracing.ts';
import { traceparentOf, traceparentParts } from './trace-context.ts';

/** What answers itself all day: probes and scrapes. */
const isProbe = (contract: RouteContract): boolean => contract.name.startsWith('system.');

/** Serves a request, in a span of its own where traces are kept; `work` gets the traceparent that it continues. */
export function inRequestSpan(
  tracing: Tracing | undefined,
  { request, response, contract }: { request: Request; response: Response; contract: RouteContract },
  work: (traceparent: string) => Promise<void>,
): Promise<void> {
  const given = request.get('traceparent');
  if (!tracing || isProbe(contract)) return work(traceparentOf(given));
  const method = contract.method.toUpperCase();
  const attributes = { 'http.request.method': method, 'http.route': contract.path };
  const parent = given !== undefined && traceparentParts(given) ? given : null;
  return inSpan(
    tracing,
    `${method} ${contract.path}`,
    { kind: 'server', parent, attributes },
    async (span) => {
      await work(span?.traceparent ?? traceparentOf(given));
      span?.set({ 'http.response.status_code': response.statusCode });
      if (response.statusCode >= 500) span?.fail(String(response.statusCode));
    },
  );
}
