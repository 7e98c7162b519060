import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestWorld, type TestWorld } from '@scory/chassis/testing/harness.ts';
import { identity } from '@scory/identity/roles.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

const script = path.join(import.meta.dirname, 'admin.ts');

describe('npm run admin', () => {
  let world: TestWorld;
  let url: string;
  let authenticateKey: (key: string) => Promise<{ actor: { owner_id: string }; scopes: string[] }>;

  before(async () => {
    world = await createTestWorld({ services: [identity], commands: [], subscriptions: [] });
    const running = await world.start();
    url = running.url;
    authenticateKey = running.runtime.access.authenticateKey;
  });
  after(() => world.close());

  async function admin(
    args: string[],
    input?: string,
  ): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [script, ...args], {
      env: { PATH: process.env.PATH, ...world.environment },
      cwd: import.meta.dirname,
    });
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, out, err };
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  async function login(email: string, password: string): Promise<{ status: number; body: any }> {
    const response = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return { status: response.status, body: await response.json() };
  }

  const me = async (token: string): Promise<number> =>
    (await fetch(`${url}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status;

  it('create-user makes an administrator who signs in with the password that is shown once', async () => {
    const { code, out, err } = await admin(['create-user', '--email', 'boss@example.org', '--role', 'admin']);
    expect(code, err).to.equal(0);
    const password = /shown only now: (\S+)/.exec(out)?.[1] ?? '';
    const { status, body } = await login('boss@example.org', password);
    expect([status, body.data.user.role]).to.deep.equal([200, 'admin']);
  });

  it('create-user takes the password from stdin and then shows none', async () => {
    const { code, out } = await admin(
      ['create-user', '--email', 'piped@example.org', '--password-stdin'],
      'a piped password\n',
    );
    expect([code, out.includes('password')]).to.deep.equal([0, false]);
    expect((await login('piped@example.org', 'a piped password')).body.data.user.role).to.equal('student');
  });

  it('create-user refuses a taken address', async () => {
    await admin(['create-user', '--email', 'twice@example.org']);
    const { code, err } = await admin(['create-user', '--email', 'Twice@example.org']);
    expect([code, err.includes('exists already')]).to.deep.equal([1, true]);
  });

  it('grant ends tokens with the old role at once', async () => {
    await admin(['create-user', '--email', 'rising@example.org', '--password-stdin'], 'a piped password');
    const { access_token } = (await login('rising@example.org', 'a piped password')).body.data;
    expect(await me(access_token)).to.equal(200);
    const { code, err } = await admin(['grant', '--email', 'rising@example.org', '--role', 'academic']);
    expect(code, err).to.equal(0);
    expect(await me(access_token)).to.equal(401);
    expect((await login('rising@example.org', 'a piped password')).body.data.user.role).to.equal('academic');
  });

  it('create-key shows a key that works, for the service or for an owner', async () => {
    await admin(['create-user', '--email', 'owner@example.org', '--password-stdin'], 'a piped password');
    const { user } = (await login('owner@example.org', 'a piped password')).body.data;
    const { code, out, err } = await admin([
      'create-key',
      '--name',
      'back end',
      '--scopes',
      'ai,exams',
      '--email',
      'owner@example.org',
    ]);
    expect(code, err).to.equal(0);
    const { actor, scopes } = await authenticateKey(/shown only now: (\S+)/.exec(out)?.[1] ?? '');
    expect([actor.owner_id, scopes]).to.deep.equal([user.id, ['ai', 'exams']]);
  });

  it('names what is wrong, and does nothing', async () => {
    const wrong = [
      [],
      ['nonsense'],
      ['create-user'],
      ['create-user', '--email', 'no'],
      ['grant', '--email', 'a@b.de', '--role', 'root'],
      ['grant', '--email', 'nobody@example.org', '--role', 'admin'],
      ['create-key', '--name', 'x', '--scopes', 'a b'],
      ['create-user', '--email', 'a@b.de', '--bogus'],
    ];
    const answers = await Promise.all(wrong.map((args) => admin(args)));
    for (const [index, { code, out, err }] of answers.entries()) {
      expect([code, out], wrong[index]?.join(' ')).to.deep.equal([1, '']);
      expect(err).to.match(/\S/);
      expect(err).not.to.include('    at ');
    }
  });
});
