/** PostgreSQL and Redis go away, take nothing, or have more to send than anybody expected. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { fillOutbox } from './filler.ts';
import { again, type Fault, type Lab, messagesGetLost, pauseMs, replace } from './lab.ts';
import { eventually } from './servers.ts';
import { openWaiters } from './waiters.ts';

const killBackendsSql =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
const acksTooEarly = { guard: 'a message is acked after its job is stored', environment: messagesGetLost };

/** Of a session that may write whatever the default is. */
async function administer(lab: Lab, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: lab.stage.postgres.url,
    options: '-c default_transaction_read_only=off',
  });
  await client.connect();
  try {
    await client.query(sql);
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}

/** Takes connections until PostgreSQL has no more to give; answers how to give them back. */
async function takeAllConnections(lab: Lab): Promise<() => Promise<unknown>> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({
      connectionString: lab.stage.postgres.url,
      connectionTimeoutMillis: 2_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      return () => Promise.all(taken.map((one) => one.end().catch(() => undefined)));
    }
    taken.push(client);
  }
}

export const storeFaults: readonly Fault[] = [
  {
    number: 6,
    name: 'PostgreSQL restarted, its backends killed',
    control: acksTooEarly,
    inject: (lab) =>
      again(lab, async () => {
        await lab.stage.query(killBackendsSql);
        await sleep(pauseMs);
        await lab.stage.postgres.kill();
        await lab.stage.postgres.start();
      }),
  },
  {
    number: 6,
    name: 'PostgreSQL read-only for a while',
    control: acksTooEarly,
    inject: (lab) =>
      again(lab, async () => {
        await administer(lab, 'ALTER SYSTEM SET default_transaction_read_only = on');
        await sleep(pauseMs * 2);
        await administer(lab, 'ALTER SYSTEM RESET default_transaction_read_only');
      }),
  },
  {
    number: 6,
    name: 'PostgreSQL has no connection left',
    control: acksTooEarly,
    inject: (lab) =>
      again(lab, async () => {
        const client = new pg.Client({ connectionString: lab.stage.postgres.url });
        client.on('error', () => undefined);
        await client.connect();
        // Whose connections are killed finds others in their place.
        const taking = takeAllConnections(lab);
        await client.query(killBackendsSql).catch(() => undefined);
        const giveBack = await taking;
        const more = await takeAllConnections(lab);
        await sleep(pauseMs * 3);
        await Promise.all([giveBack(), more(), client.end()]);
      }),
  },
  {
    number: 7,
    name: 'Redis gone and back',
    control: { guard: 'silence is checked against the row', environment: { SABOTAGE: 'trust-redis' } },
    async inject(lab) {
      const waiters = openWaiters(lab.ledger, lab.stage.url);
      lab.promise(() => waiters.settle());
      await again(lab, async () => {
        await sleep(pauseMs);
        await lab.stage.redis.kill();
        await sleep(pauseMs * 3);
        await lab.stage.redis.start();
      });
      waiters.stop();
    },
  },
  {
    number: 14,
    name: 'a million events in the outbox',
    control: { guard: 'a relay sends what its process did not', environment: { SABOTAGE: 'no-relay' } },
    async inject(lab) {
      const filler = await fillOutbox(lab, lab.times > 1 ? 1_000_000 : 20_000);
      lab.promise(() => filler.compare());
      lab.closeAfter(filler.close);
      await eventually('some of it has been sent, or nobody sends', async () => {
        if (filler.heard() === 0 && !lab.environment.SABOTAGE) throw new Error('not yet');
      });
      // What a relay has claimed when it dies is sent by another.
      await replace(lab, 0, 'SIGKILL');
    },
  },
];
