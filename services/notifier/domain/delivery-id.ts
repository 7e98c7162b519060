import { createHash } from 'node:crypto';

/**
 * The id of the delivery of an event to an endpoint: the same however often the event comes. It has the form of a
 * UUIDv7 with the time of the event in front (whose own id need not have it), so that ids sort by time.
 */
export function deliveryId(event: { id: string; occurred_at: string }, endpointId: string): string {
  const time = Math.max(0, Date.parse(event.occurred_at) || 0)
    .toString(16)
    .padStart(12, '0');
  const digest = createHash('sha256').update(`${event.id}/${endpointId}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${digest.slice(0, 3)}-a${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}
