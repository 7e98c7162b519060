import { randomUUID } from 'node:crypto';
import { until } from '@scory/chassis/testing/harness.ts';
import { connect } from 'amqplib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { freshEmail, type IdentityWorld, openIdentity, password } from './identity-world.ts';

describe('accounts over HTTP', () => {
  let opened: IdentityWorld;
  let world: IdentityWorld['world'];
  let auth: IdentityWorld['auth'];
  let register: IdentityWorld['register'];
  let anonymous: IdentityWorld['anonymous'];
  let me: IdentityWorld['me'];
  let statusOfMe: IdentityWorld['statusOfMe'];

  before(async () => {
    opened = await openIdentity();
    ({ world, auth, register, anonymous, me, statusOfMe } = opened);
  });
  after(() => opened.close());

  describe('POST /auth/sessions', () => {
    it('201: an anonymous session with its own id and tokens', async () => {
      const { status, body } = await auth('sessions');
      expect(status).to.equal(201);
      expect(body.success).to.equal(true);
      expect(body.data.user).to.include({ role: 'anonymous', email: null, name: null });
      expect(body.data.expires_in).to.equal(900);
      expect((await me(body.data.access_token)).body.data.id).to.equal(body.data.user.id);
    });
  });

  describe('POST /auth/register', () => {
    it('201: a student account that is signed in', async () => {
      const email = freshEmail();
      const { user, access_token } = await register(email);
      expect(user).to.include({ email, name: 'Ada', role: 'student' });
      expect((await me(access_token)).body.data).to.deep.equal(user);
    });

    it("201: takes over the anonymous session's id, whose old tokens end", async () => {
      const guest = await anonymous();
      const account = await register(freshEmail(), guest.access_token);
      expect(account.user.id).to.equal(guest.user.id);
      expect(account.user.role).to.equal('student');
      expect(await statusOfMe(guest.access_token)).to.equal('TOKEN_REVOKED');
      expect((await auth('refresh', { refresh_token: guest.refresh_token })).body.code).to.equal(
        'REFRESH_TOKEN_INVALID',
      );
      expect(await statusOfMe(account.access_token)).to.equal('ok');
    });

    it('201: a second account made from the same session is one of its own', async () => {
      const account = await register();
      const second = await register(freshEmail(), account.access_token);
      expect(second.user.id).not.to.equal(account.user.id);
      expect(await statusOfMe(account.access_token)).to.equal('ok');
    });

    it('409 EMAIL_TAKEN: also in other letters, and once when asked many times at once', async () => {
      const email = freshEmail();
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => auth('register', { email, password, name: 'Ada' })),
      );
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409, 409, 409]);
      const again = await auth('register', { email: email.toUpperCase(), password, name: 'Ada' });
      expect([again.status, again.body.code]).to.deep.equal([409, 'EMAIL_TAKEN']);
    });

    it('422: mass assignment, also through __proto__, and everything malformed', async () => {
      const good = { email: freshEmail(), password, name: 'Ada' };
      const bad = [
        { ...good, role: 'admin' },
        { ...good, id: randomUUID() },
        `{"__proto__":{"role":"admin"},${JSON.stringify(good).slice(1)}`,
        `{"constructor":{"prototype":{"role":"admin"}},${JSON.stringify(good).slice(1)}`,
        { ...good, email: 'nobody' },
        { ...good, password: 'short' },
        { ...good, password: 'x'.repeat(129) },
        { ...good, name: '' },
        { ...good, name: 'a\u0000b' },
        { ...good, name: 'a\ud800b' },
        { ...good, name: 'line\nbreak' },
        { ...good, password: { $gt: '' } },
        [],
        {},
      ];
      for (const body of bad) {
        const { status, body: problem } = await auth('register', body);
        expect(status, JSON.stringify(body)).to.equal(422);
        expect(problem.code).to.be.oneOf(['VALIDATION_FAILED', 'TEXT_UNSTORABLE']);
      }
      expect(await world.query('SELECT 1 FROM identity.users WHERE email = $1', [good.email])).to.have.length(
        0,
      );
    });
  });

  describe('POST /auth/login', () => {
    it('200: fresh tokens, for the address in any letters', async () => {
      const email = freshEmail();
      const { user } = await register(email);
      const { status, body } = await auth('login', { email: email.toUpperCase(), password });
      expect(status).to.equal(200);
      expect(body.data.user).to.deep.equal(user);
      expect(await statusOfMe(body.data.access_token)).to.equal('ok');
    });

    it('401 INVALID_CREDENTIALS: the same for a wrong password and an unknown address', async () => {
      const email = freshEmail();
      await register(email);
      const wrong = await auth('login', { email, password: `${password}!` });
      const unknown = await auth('login', { email: freshEmail(), password });
      const { trace_id: _one, ...first } = wrong.body;
      const { trace_id: _two, ...second } = unknown.body;
      expect(first).to.deep.equal(second);
      expect([wrong.status, first.code]).to.deep.equal([401, 'INVALID_CREDENTIALS']);
    });

    it('401: computes as much for an unknown address as for a wrong password', async () => {
      const email = freshEmail();
      await register(email);
      // Of this process alone: how long it takes depends on what else the machine does.
      const workOf = async (address: string): Promise<number> => {
        const before = process.cpuUsage();
        await auth('login', { email: address, password: 'wrong password' });
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1_000;
      };
      await workOf(freshEmail());
      // The least of many: what is left when the rounds of the engine are taken away.
      let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let round = 0; round < 10; round += 1) {
        known = Math.min(known, await workOf(email));
        unknown = Math.min(unknown, await workOf(freshEmail()));
      }
      expect(unknown / known, `${unknown} ms against ${known} ms`).to.be.within(0.4, 2.5);
    });

    it('422: anything but an address and a password', async () => {
      for (const body of [
        {},
        { email: 'a@b.de' },
        { email: 'a@b.de', password, role: 'admin' },
        { email: 7, password },
      ]) {
        expect((await auth('login', body)).status).to.equal(422);
      }
    });

    it("200: an anonymous session's data goes to the account: event, end of the session, once", async () => {
      const email = freshEmail();
      const account = await register(email);
      const guest = await anonymous();
      const connection = await connect(world.config.RABBITMQ_URL);
      const channel = await connection.createChannel();
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(queue, `${world.config.AMQP_NAMESPACE}.events`, 'identity.#');
      const seen: { type: string; owner_id: string; data: unknown }[] = [];
      await channel.consume(
        queue,
        (message) => message && seen.push(JSON.parse(message.content.toString())),
        { noAck: true },
      );
      try {
        const { status } = await auth('login', { email, password }, guest.access_token);
        expect(status).to.equal(200);
        await until('the event arrives', () => seen.length > 0);
        expect(seen[0]).to.deep.include({
          type: 'identity.owner-merged',
          owner_id: account.user.id,
          data: { from: guest.user.id, to: account.user.id },
        });
        expect(await statusOfMe(guest.access_token)).to.equal('TOKEN_REVOKED');
        expect((await auth('refresh', { refresh_token: guest.refresh_token })).status).to.equal(401);
        const again = await auth('login', { email, password }, guest.access_token);
        expect(again.status).to.equal(200);
        expect(
          await world.query("SELECT 1 FROM access.audit WHERE action = 'user.merged' AND subject = $1", [
            guest.user.id,
          ]),
        ).to.have.length(1);
      } finally {
        await connection.close();
      }
    });

    it("200: an account's own token merges nothing", async () => {
      const email = freshEmail();
      await register(email);
      const other = await register();
      expect((await auth('login', { email, password }, other.access_token)).status).to.equal(200);
      expect(await statusOfMe(other.access_token)).to.equal('ok');
    });
  });

  it('says nothing secret in its logs', async () => {
    const email = freshEmail();
    const { access_token, refresh_token } = await register(email);
    await auth('login', { email, password: 'a wrong password' });
    await auth('refresh', { refresh_token });
    const logged = world.lines.join('\n');
    for (const secret of [password, 'a wrong password', access_token, refresh_token])
      expect(logged).not.to.include(secret);
  });
});
