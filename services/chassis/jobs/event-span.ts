import { inSpan, type Tracing } from '../tracing.ts';

/** Publishes an event in a span that continues the trace it names; `publish` gets the headers of the message. */
export function inEventSpan(
  tracing: Tracing | undefined,
  event: { id: string; type: string; content: Buffer },
  publish: (headers: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  if (!tracing) return publish({});
  const { traceparent } = JSON.parse(event.content.toString('utf8')) as { traceparent: string | null };
  const attributes = {
    'messaging.system': 'rabbitmq',
    'messaging.destination.name': event.type,
    'messaging.message.id': event.id,
  };
  return inSpan(
    tracing,
    `publish ${event.type}`,
    { kind: 'producer', parent: traceparent, attributes },
    (span) => publish(span ? { traceparent: span.traceparent } : {}),
  );
}
