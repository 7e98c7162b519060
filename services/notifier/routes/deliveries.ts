/** What was sent to an endpoint, and sending it (or a test) again. */
import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, type RouteRequest, route } from '@scory/chassis/service.ts';
import { listDeliveries, replayDeliveries, testEndpoint } from '@scory/contracts/notifier/webhooks.ts';
import { testBody } from '../domain/webhook-body.ts';
import {
  deliveryView,
  findDelivery,
  insertDeliveries,
  listDeliveryRows,
  replayFailed,
  replayOne,
} from '../store/delivery-store.ts';
import { findEndpoint } from '../store/endpoint-store.ts';
import type { EndpointRow } from '../store/entities.ts';
import { deliveriesWritten } from '../wake.ts';
import { endpointNotFound } from './endpoints.ts';

async function endpointOf(
  { database }: Runtime,
  request: Pick<RouteRequest, 'actor'> & { params: { id: string } },
): Promise<EndpointRow> {
  const row = await findEndpoint(database, request.params.id, caller(request));
  if (!row) throw endpointNotFound();
  return row;
}

function assertEnabled({ disabled_at }: EndpointRow): void {
  if (disabled_at !== null)
    throw new Problem(409, 'ENDPOINT_DISABLED', 'The webhook endpoint is disabled: enable it first');
}

const listDeliveriesRoute = (runtime: Runtime): Route =>
  route(listDeliveries, async (request) => {
    const endpoint = await endpointOf(runtime, request);
    const { limit, cursor, status } = request.query;
    const filters = { endpoint: endpoint.id, status };
    const before = decodeCursor(cursor, filters);
    const rows = await listDeliveryRows(runtime.database, endpoint.id, { limit: limit + 1, before, status });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(deliveryView),
      metadata: { next_cursor: last ? encodeCursor(last.id, filters) : null },
    };
  });

const testEndpointRoute = (runtime: Runtime): Route =>
  route(testEndpoint, async (request) => {
    const endpoint = await endpointOf(runtime, request);
    assertEnabled(endpoint);
    const body = JSON.stringify(testBody(new Date()));
    const id = request.newId;
    await insertDeliveries(runtime.database, [{ id, endpoint_id: endpoint.id, type: 'webhook.test', body }]);
    const row = await findDelivery(runtime.database, id, endpoint.id);
    if (!row) throw endpointNotFound();
    deliveriesWritten(runtime);
    return { status: 202, data: deliveryView(row) };
  });

const replayDeliveriesRoute = (runtime: Runtime): Route =>
  route(replayDeliveries, async (request) => {
    const endpoint = await endpointOf(runtime, request);
    const { delivery_id, since } = request.body;
    if (delivery_id !== undefined && !(await findDelivery(runtime.database, delivery_id, endpoint.id)))
      throw notFound('The delivery', 'DELIVERY_NOT_FOUND');
    assertEnabled(endpoint);
    const replayed =
      delivery_id === undefined
        ? await replayFailed(runtime.database, endpoint.id, since as string)
        : await replayOne(runtime.database, endpoint.id, delivery_id);
    if (replayed > 0) deliveriesWritten(runtime);
    return { status: 202, data: { replayed } };
  });

export const deliveryRoutes = (runtime: Runtime): Route[] => [
  listDeliveriesRoute(runtime),
  testEndpointRoute(runtime),
  replayDeliveriesRoute(runtime),
];
