import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { AccessControl } from '../access.ts';
import { type AccessWorld, codeOf, noRedis, openAccessWorld, student } from './access-world.ts';

describe('live tickets', () => {
  let world: AccessWorld;
  let access: AccessWorld['access'];

  before(async () => {
    world = await openAccessWorld();
    ({ access } = world);
  });
  after(() => world.close());

  for (const where of ['Redis', 'PostgreSQL']) {
    describe(`tickets kept in ${where}`, () => {
      let desk: AccessControl;
      before(async () => {
        desk = where === 'Redis' ? access : (await world.process({ redisAt: noRedis })).access;
      });

      it('stand for their token once, even when many try at the same time', async () => {
        const { token } = access.signAccess(student(), { sessionId: randomUUID() });
        const claims = await access.authenticateToken(token);
        const { ticket, expiresIn } = await desk.liveTicket(claims.actor, claims);
        expect(expiresIn).to.equal(30);
        const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(desk.redeemTicket(ticket))));
        expect(codes.filter((code) => code === 'accepted')).to.have.length(1);
        expect(new Set(codes)).to.deep.equal(new Set(['accepted', 'TICKET_INVALID']));
      });

      it('die with their token', async () => {
        const { token, jti } = access.signAccess(student(), { sessionId: randomUUID() });
        const claims = await access.authenticateToken(token);
        const { ticket } = await desk.liveTicket(claims.actor, claims);
        await access.revoke([{ jti }]);
        expect(await codeOf(desk.redeemTicket(ticket))).to.equal('TOKEN_REVOKED');
      });

      it('that nobody issued are refused', async () => {
        for (const ticket of [
          '',
          'r.',
          'x',
          `r.${'A'.repeat(43)}`,
          `p.${'A'.repeat(43)}`,
          `q.${'A'.repeat(43)}`,
        ]) {
          expect(await codeOf(desk.redeemTicket(ticket))).to.equal('TICKET_INVALID');
        }
      });
    });
  }
});
