/**
 * Signatures as https://www.standardwebhooks.com says: `v1` is HMAC-SHA256 with the shared secret, `v1a` ed25519.
 * Both sign `id.timestamp.body`, so neither an id nor a time can be exchanged.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import { z } from 'zod';

/** Both in base64: 32 bytes of shared secret, and the ed25519 private key (PKCS #8). */
export const signingSecrets = z.object({ shared: z.string(), privateKey: z.string() });
export type SigningSecrets = z.infer<typeof signingSecrets>;

export function newSigningSecrets(): SigningSecrets {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    shared: randomBytes(32).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  };
}

/** What the receiver is given once. */
export const secretText = ({ shared }: SigningSecrets): string => `whsec_${shared}`;

const privateKeyOf = ({ privateKey }: SigningSecrets) =>
  createPrivateKey({ key: Buffer.from(privateKey, 'base64'), type: 'pkcs8', format: 'der' });

/** `whpk_` and the 32 bytes of the ed25519 public key in base64. */
export function publicKeyText(secrets: SigningSecrets): string {
  const { x } = createPublicKey(privateKeyOf(secrets)).export({ format: 'jwk' });
  return `whpk_${Buffer.from(x as string, 'base64url').toString('base64')}`;
}

export interface SignedMessage {
  /** The same in every attempt. */
  id: string;
  /** Seconds since the epoch, of this attempt. */
  timestamp: number;
  body: string;
}

/** The headers of a delivery: signed with every secret that is valid, the current one first. */
export function signatureHeaders(
  message: SignedMessage,
  secrets: readonly SigningSecrets[],
): Record<string, string> {
  const content = Buffer.from(`${message.id}.${message.timestamp}.${message.body}`);
  const shared = secrets.map(
    (each) =>
      `v1,${createHmac('sha256', Buffer.from(each.shared, 'base64')).update(content).digest('base64')}`,
  );
  const asymmetric = secrets.map(
    (each) => `v1a,${sign(null, content, privateKeyOf(each)).toString('base64')}`,
  );
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': [...shared, ...asymmetric].join(' '),
  };
}
