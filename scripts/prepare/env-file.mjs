// `.env`: fresh random secrets the first time, kept ever after. The environment wins over the file.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { done } from './report.mjs';

/** Values of the file, overridden by the environment. */
export function readEnv(file) {
  const values = {};
  if (existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
      if (match) values[match[1]] = match[2].replace(/^(['"])(.*)\1$/, '$2');
    }
  }
  for (const [name, value] of Object.entries(process.env)) if (value) values[name] = value;
  return values;
}

function signingKeys() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify([{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID() }]);
}

const secrets = {
  TOKEN_SIGNING_KEYS: signingKeys,
  ENCRYPTION_KEY: () => randomBytes(32).toString('base64'),
  AI_BACKEND_API_KEY: () => `scory_${randomBytes(24).toString('base64url')}`,
  POSTGRES_PASSWORD: () => randomBytes(18).toString('base64url'),
  RABBITMQ_PASSWORD: () => randomBytes(18).toString('base64url'),
};

/** Adds what the file and the environment lack; never changes a value that is there. */
export function writeMissing(file, found) {
  const known = readEnv(file);
  const added = [];
  for (const [name, value] of Object.entries(found))
    if (value && !known[name]) added.push(`${name}=${value}`);
  for (const [name, make] of Object.entries(secrets)) if (!known[name]) added.push(`${name}='${make()}'`);
  if (added.length > 0) {
    const before = existsSync(file)
      ? readFileSync(file, 'utf8').replace(/\n?$/, '\n')
      : '# Made by scripts/prepare.mjs. Secrets: keep this file to yourself.\n';
    writeFileSync(file, `${before}${added.join('\n')}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  done(added.length > 0 ? `.env: ${added.map((line) => line.split('=')[0]).join(', ')} added` : '.env');
}
