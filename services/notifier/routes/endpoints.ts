/** Registering and changing webhook endpoints. */
import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { SafeRequestError, safeUrl } from '@scory/chassis/safe-request.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import {
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  postEndpoint,
  putEndpoint,
  rotateSecret,
} from '@scory/contracts/notifier/webhooks.ts';
import { newSigningSecrets, publicKeyText, secretText } from '../domain/signature.ts';
import { openSecrets, sealSecrets } from '../secrets.ts';
import { failDisabled } from '../store/delivery-queue.ts';
import {
  deleteEndpointRow,
  endpointView,
  findEndpoint,
  insertEndpoint,
  listEndpointRows,
  maxEndpoints,
  replaceSecrets,
  updateEndpoint,
} from '../store/endpoint-store.ts';
import type { EndpointRow } from '../store/entities.ts';

export const endpointNotFound = (): Problem => notFound('The webhook endpoint', 'ENDPOINT_NOT_FOUND');

const oldSecretsValidMs = 24 * 3_600_000;
const noStore = { 'Cache-Control': 'no-store' };

/** What a name resolves to is checked with each delivery; what is written in the URL at once. */
function acceptedUrl(runtime: Runtime, text: string): string {
  try {
    return safeUrl(text, { allowLoopback: runtime.config.WEBHOOK_ALLOW_LOOPBACK }).href;
  } catch (error) {
    if (error instanceof SafeRequestError)
      throw new Problem(422, error.code, error.message, {
        errors: [{ pointer: '/url', message: error.message }],
      });
    throw error;
  }
}

const withSecret = ({ secretBox }: Runtime, row: EndpointRow) => ({
  ...endpointView(row),
  secret: secretText(openSecrets(secretBox, row.id, row.sealed_secrets)),
});

const postEndpointRoute = (runtime: Runtime): Route =>
  route(postEndpoint, async (request) => {
    const { owner_id, api_key_id } = caller(request);
    const url = acceptedUrl(runtime, request.body.url);
    const secrets = newSigningSecrets();
    const row = await insertEndpoint(runtime.database, {
      id: request.newId,
      owner_id,
      api_key_id,
      url,
      event_types: request.body.event_types,
      description: request.body.description ?? null,
      sealed_secrets: sealSecrets(runtime.secretBox, request.newId, secrets),
      public_key: publicKeyText(secrets),
    });
    if (!row) throw new Problem(409, 'ENDPOINT_LIMIT', `There may be ${maxEndpoints} webhook endpoints`);
    return {
      status: 201,
      data: withSecret(runtime, row),
      headers: { ...noStore, Location: `/api/v1/webhooks/endpoints/${row.id}` },
    };
  });

const putEndpointRoute = (runtime: Runtime): Route =>
  route(putEndpoint, async (request) => {
    const url = acceptedUrl(runtime, request.body.url);
    const change = { ...request.body, url };
    const row = await updateEndpoint(runtime.database, request.params.id, caller(request), change);
    if (!row) throw endpointNotFound();
    if (row.disabled_at !== null) await failDisabled(runtime.database);
    return { data: endpointView(row) };
  });

const rotateSecretRoute = (runtime: Runtime): Route =>
  route(rotateSecret, async (request) => {
    const { id } = request.params;
    const secrets = newSigningSecrets();
    const row = await replaceSecrets(runtime.database, id, caller(request), {
      rotationId: request.newId,
      sealed: sealSecrets(runtime.secretBox, id, secrets),
      publicKey: publicKeyText(secrets),
      oldValidMs: oldSecretsValidMs,
    });
    if (!row) throw endpointNotFound();
    return { data: withSecret(runtime, row), headers: noStore };
  });

export const endpointRoutes = (runtime: Runtime): Route[] => [
  route(listEndpoints, async (request) => {
    const { limit, cursor } = request.query;
    const before = decodeCursor(cursor, {});
    const rows = await listEndpointRows(runtime.database, caller(request), { limit: limit + 1, before });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(endpointView),
      metadata: { next_cursor: last ? encodeCursor(last.id, {}) : null },
    };
  }),
  postEndpointRoute(runtime),
  route(getEndpoint, async (request) => {
    const row = await findEndpoint(runtime.database, request.params.id, caller(request));
    if (!row) throw endpointNotFound();
    return { data: endpointView(row) };
  }),
  putEndpointRoute(runtime),
  route(deleteEndpoint, async (request) => {
    if (!(await deleteEndpointRow(runtime.database, request.params.id, caller(request))))
      throw endpointNotFound();
    return { status: 204 };
  }),
  rotateSecretRoute(runtime),
];
