/** An endpoint's signing secrets, sealed: the context binds them to the endpoint, so rows cannot be swapped. */
import type { SecretBox } from '@scory/chassis/secret-box.ts';
import { type SigningSecrets, signingSecrets } from './domain/signature.ts';
import type { EndpointRow } from './store/entities.ts';

const contextOf = (endpointId: string): string => `notifier.endpoints/${endpointId}`;

export const sealSecrets = (box: SecretBox, endpointId: string, secrets: SigningSecrets): string =>
  box.seal(JSON.stringify(secrets), contextOf(endpointId));

export const openSecrets = (box: SecretBox, endpointId: string, sealed: string): SigningSecrets =>
  signingSecrets.parse(JSON.parse(box.open(sealed, contextOf(endpointId))));

/** All that are valid at `now`, the current ones first. */
export function validSecrets(
  box: SecretBox,
  endpointId: string,
  row: Pick<EndpointRow, 'sealed_secrets' | 'old_secrets'>,
  now = Date.now(),
): SigningSecrets[] {
  const old = row.old_secrets.filter(({ until }) => Date.parse(until) > now);
  return [row.sealed_secrets, ...old.map(({ sealed }) => sealed)].map((sealed) =>
    openSecrets(box, endpointId, sealed),
  );
}
