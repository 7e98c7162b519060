/** Authenticated encryption of small secrets at rest: AES-256-GCM, `v1.` + base64(nonce ‖ tag ‖ ciphertext). */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface SecretBox {
  seal(plain: string, context: string): string;
  /** Throws when the text was altered, or sealed under another key or context. */
  open(sealed: string, context: string): string;
}

/** @param key 32 bytes in base64. `context` binds a secret to its place, so rows cannot be swapped. */
export function createSecretBox(key: string): SecretBox {
  const secret = Buffer.from(key, 'base64');
  return {
    seal(plain, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')}`;
    },
    open(sealed, context) {
      if (!sealed.startsWith('v1.')) throw new Error('a sealed secret has an unknown form');
      const bytes = Buffer.from(sealed.slice(3), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
