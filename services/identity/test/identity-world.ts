/** The identity service, running for a test, and the calls that most tests begin with. */
import { randomUUID } from 'node:crypto';
import { createTestWorld, type TestWorld } from '@scory/chassis/testing/harness.ts';
import type { SignedInView } from '@scory/contracts/identity/account.ts';
import { expect } from 'chai';
import { grantRole } from '../accounts.ts';
import { identity } from '../roles.ts';
import { type Answer, type Client, clientOf } from './client.ts';

export const password = 'correct horse battery staple';
export const freshEmail = (): string => `user-${randomUUID()}@example.org`;

export interface IdentityWorld {
  world: TestWorld;
  runtime: Awaited<ReturnType<TestWorld['start']>>['runtime'];
  client: Client;
  /** POST /api/v1/auth/{what} */
  auth(what: string, body?: unknown, token?: string): Promise<Answer>;
  /** Any request below /api/v1. */
  send(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  register(email?: string, token?: string): Promise<SignedInView>;
  anonymous(): Promise<SignedInView>;
  admin(): Promise<SignedInView>;
  me(token: string): Promise<Answer>;
  /** `ok`, or the problem's code. */
  statusOfMe(token: string): Promise<string>;
  close(): Promise<void>;
}

export async function openIdentity(
  environment: Record<string, string> = { RATE_LIMITS: 'false' },
): Promise<IdentityWorld> {
  const world = await createTestWorld({ services: [identity], commands: [], subscriptions: [], environment });
  const { runtime, url } = await world.start();
  const client = clientOf(url);
  const send: IdentityWorld['send'] = (method, path, body, token) =>
    client.send(method, `/api/v1${path}`, { body, token });
  const auth: IdentityWorld['auth'] = (what, body, token) => send('POST', `/auth/${what}`, body, token);
  const me = (token: string): Promise<Answer> => send('GET', '/me', undefined, token);
  async function register(email = freshEmail(), token?: string): Promise<SignedInView> {
    const { status, body } = await auth('register', { email, password, name: 'Ada' }, token);
    expect(status, JSON.stringify(body)).to.equal(201);
    return body.data;
  }
  return {
    world,
    runtime,
    client,
    auth,
    send,
    register,
    me,
    anonymous: async () => (await auth('sessions')).body.data,
    async admin() {
      const email = freshEmail();
      await register(email);
      await grantRole(runtime.database, runtime.access, { email, role: 'admin', actorId: null });
      return (await auth('login', { email, password })).body.data;
    },
    async statusOfMe(token) {
      const { status, body } = await me(token);
      return status === 200 ? 'ok' : body.code;
    },
    close: () => world.close(),
  };
}
