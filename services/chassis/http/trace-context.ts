/** W3C trace context (https://www.w3.org/TR/trace-context/), version 00. */
import { randomUUID } from 'node:crypto';

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The caller's traceparent where it is well formed, else a fresh one. */
export function traceparentOf(header: string | undefined): string {
  const match = header === undefined ? null : form.exec(header);
  if (match && !/^0+$/.test(match[1] as string) && !/^0+$/.test(match[2] as string)) return match[0];
  const hex = randomUUID().replaceAll('-', '');
  return `00-${hex}-${hex.slice(16)}-01`;
}

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);
