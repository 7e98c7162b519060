/** W3C trace context (https://www.w3.org/TR/trace-context/), version 00. */
import { randomUUID } from 'node:crypto';

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The ids and flags of a well-formed traceparent. */
export function traceparentParts(
  traceparent: string,
): { traceId: string; spanId: string; flags: number } | undefined {
  const [, traceId, spanId, flags] = form.exec(traceparent) ?? [];
  if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags as string, 16) };
}

/** The caller's traceparent where it is well formed, else a fresh one. */
export function traceparentOf(header: string | undefined): string {
  if (header !== undefined && traceparentParts(header)) return header;
  const hex = randomUUID().replaceAll('-', '');
  return `00-${hex}-${hex.slice(16)}-01`;
}

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);
