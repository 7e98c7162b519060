import { createHmac, createPublicKey, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { describe, it } from 'mocha';
import type { SigningKey } from '../config.ts';
import { Problem } from '../errors.ts';
import { createTokens, type TokenOptions } from './tokens.ts';

const newKey = (): SigningKey => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID() } as SigningKey;
};

const key = newKey();
const options: TokenOptions = {
  signingKeys: [key],
  issuer: 'scory',
  audience: 'scory-api',
  accessTokenSeconds: 900,
};
const tokens = createTokens(options);
const actor: Actor = {
  owner_id: randomUUID(),
  role: 'student',
  faculty_id: randomUUID(),
  semester_id: null,
  api_key_id: null,
};
const sessionId = randomUUID();
const good = (): string => tokens.sign(actor, sessionId).token;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
const partsOf = (token: string): [header: Record<string, unknown>, payload: Record<string, unknown>] => {
  const [header, payload] = token.split('.');
  return [decode(header), decode(payload)];
};

/** Signs whatever header and payload with a key, the way an attacker who has one would. */
function forge(header: unknown, payload: unknown, signingKey: SigningKey = key): string {
  const input = `${encode(header)}.${encode(payload)}`;
  const signature = createSign('sha256')
    .update(input)
    .sign({ key: { ...signingKey }, format: 'jwk', dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

function codeOf(token: string): string {
  try {
    tokens.verify(token);
  } catch (error) {
    if (error instanceof Problem) {
      expect(error.status).to.equal(401);
      return error.code;
    }
    throw error;
  }
  return 'accepted';
}

describe('access tokens', () => {
  it('carry the actor, and a second look at one answers the same', () => {
    const { token, jti } = tokens.sign(actor, sessionId);
    const claims = tokens.verify(token);
    expect(claims).to.deep.include({ actor, jti, sessionId });
    expect(tokens.verify(token)).to.equal(claims);
  });

  it('forged with the right key and the right claims are accepted: the attacks below fail for their own reason', () => {
    expect(codeOf(forge(...partsOf(good())))).to.equal('accepted');
  });

  for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
    it(`with alg ${alg} are refused, signed or not`, () => {
      const [header, payload] = partsOf(good());
      expect(codeOf(`${encode({ ...header, alg })}.${encode(payload)}.`)).to.equal('TOKEN_INVALID');
      expect(codeOf(forge({ ...header, alg }, payload))).to.equal('TOKEN_INVALID');
    });
  }

  it('with HS256 keyed with the public key are refused, in every form of that key', () => {
    const [header, payload] = partsOf(good());
    const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
    const input = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ];
    for (const secret of secrets) {
      const signature = createHmac('sha256', secret).update(input).digest('base64url');
      expect(codeOf(`${input}.${signature}`)).to.equal('TOKEN_INVALID');
    }
  });

  it('that bring or point to their own key are refused', () => {
    const [header, payload] = partsOf(good());
    const mine = newKey();
    const { d: _private, ...jwk } = mine;
    for (const extra of [
      { jwk },
      { jku: 'https://evil.example/jwks.json' },
      { x5u: 'https://evil.example/c.pem' },
      { x5c: ['AA=='] },
    ]) {
      expect(codeOf(forge({ ...header, ...extra }, payload, mine))).to.equal('TOKEN_INVALID');
      expect(codeOf(forge({ ...header, ...extra }, payload))).to.equal('TOKEN_INVALID');
      expect(codeOf(forge({ ...header, ...extra, kid: mine.kid }, payload, mine))).to.equal('TOKEN_INVALID');
    }
  });

  it('with a kid that is unknown, a path, an object property or missing are refused', () => {
    const [header, payload] = partsOf(good());
    for (const kid of [
      'other',
      '../../../../dev/null',
      '/etc/passwd',
      "' OR 1=1 --",
      '__proto__',
      'constructor',
      '',
      null,
      7,
      {},
    ]) {
      expect(codeOf(forge({ ...header, kid }, payload))).to.equal('TOKEN_INVALID');
    }
    const { kid: _kid, ...without } = header;
    expect(codeOf(forge(without, payload))).to.equal('TOKEN_INVALID');
  });

  it('of another type are refused: an ID token, no type', () => {
    const [header, payload] = partsOf(good());
    for (const typ of ['JWT', 'jwt', 'rt+jwt', undefined])
      expect(codeOf(forge({ ...header, typ }, payload))).to.equal('TOKEN_INVALID');
  });

  it('with crit or any other header parameter are refused', () => {
    const [header, payload] = partsOf(good());
    expect(codeOf(forge({ ...header, crit: ['exp'] }, payload))).to.equal('TOKEN_INVALID');
    expect(codeOf(forge({ ...header, b64: false }, payload))).to.equal('TOKEN_INVALID');
  });

  it('of another issuer or for another audience are refused', () => {
    const [header, payload] = partsOf(good());
    for (const wrong of [
      { iss: 'evil' },
      { iss: undefined },
      { aud: 'other-api' },
      { aud: [] },
      { aud: undefined },
    ]) {
      expect(codeOf(forge(header, { ...payload, ...wrong }))).to.equal('TOKEN_INVALID');
    }
  });

  it('are refused as expired once they are, also from the cache', async () => {
    const [header, payload] = partsOf(good());
    const now = Math.floor(Date.now() / 1_000);
    expect(codeOf(forge(header, { ...payload, exp: now - 1 }))).to.equal('TOKEN_EXPIRED');
    const soon = forge(header, { ...payload, exp: now + 1 });
    expect(codeOf(soon)).to.equal('accepted');
    const giveUpAt = Date.now() + 3_000;
    while (codeOf(soon) === 'accepted' && Date.now() < giveUpAt)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(codeOf(soon)).to.equal('TOKEN_EXPIRED');
  });

  it('without expiry, id, session or with a role we do not have are refused', () => {
    const [header, payload] = partsOf(good());
    for (const wrong of [
      { exp: undefined },
      { jti: undefined },
      { sid: undefined },
      { role: 'root' },
      { sub: 'me' },
      { exp: '9999999999' },
    ]) {
      expect(codeOf(forge(header, { ...payload, ...wrong }))).to.equal('TOKEN_INVALID');
    }
  });

  it('altered after signing are refused', () => {
    const [header, payload, signature] = good().split('.');
    expect(codeOf(`${header}.${encode({ ...decode(payload), role: 'admin' })}.${signature}`)).to.equal(
      'TOKEN_INVALID',
    );
    const zeros = Buffer.alloc(64).toString('base64url');
    expect(codeOf(`${header}.${payload}.${zeros}`)).to.equal('TOKEN_INVALID');
  });

  it('that are no tokens at all are refused: empty, dots, a refresh token, 1 MB', () => {
    for (const text of [
      '',
      '.',
      '..',
      'a.b.c',
      `rt_${'x'.repeat(43)}`,
      'null.null.null',
      'x'.repeat(1_000_000),
      `${encode([])}.${encode({})}.x`,
    ]) {
      expect(codeOf(text)).to.equal('TOKEN_INVALID');
    }
  });

  it('of the key before are accepted while it stays configured, and refused afterwards', () => {
    const old = good();
    const next = newKey();
    const during = createTokens({ ...options, signingKeys: [next, key] });
    expect(during.verify(old).actor).to.deep.equal(actor);
    expect(partsOf(during.sign(actor, sessionId).token)[0].kid).to.equal(next.kid);
    expect(() => createTokens({ ...options, signingKeys: [next] }).verify(old)).to.throw(Problem);
  });

  it('are verified by anybody with the published keys, which hold nothing private', () => {
    const [published] = tokens.jwks().keys;
    expect(Object.keys(published ?? {}).sort()).to.deep.equal(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    const publicKey = createPublicKey({ key: { ...published }, format: 'jwk' });
    expect(
      jwt.verify(good(), publicKey, { algorithms: ['ES256'], audience: 'scory-api', issuer: 'scory' }),
    ).to.be.an('object');
  });

  it('cannot be signed with a set whose first key is public or whose kids collide: the start fails', () => {
    const { d: _private, ...publicOnly } = key;
    expect(() => createTokens({ ...options, signingKeys: [publicOnly] })).to.throw('private');
    expect(() => createTokens({ ...options, signingKeys: [key, { ...newKey(), kid: key.kid }] })).to.throw(
      'kid',
    );
  });
});
