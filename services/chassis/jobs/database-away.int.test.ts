import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { defineCommand } from '@scory/contracts/define.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { loadConfig } from '../config.ts';
import { TransientError } from '../errors.ts';
import { rolesNamed } from '../roles.ts';
import { type Running, run } from '../run.ts';
import { handler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';

const work = defineCommand({
  kind: 'lab.outlast',
  summary: 'Ends, well or not, when it is told to',
  data: z.object({ fails: z.boolean() }),
  result: z.object({}),
  metadata: z.object({}),
  backoffMs: 20,
});

/** A way to the database that can be cut. */
class Line {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  cut = false;

  constructor(target: URL) {
    this.#server = createServer((client) => {
      if (this.cut) return void client.destroy();
      const upstream = connect(Number(target.port || 5432), target.hostname);
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  break(): void {
    this.cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.break();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

describe('A database that is away for longer than a lease', () => {
  let world: TestWorld;
  let running: Running;
  let line: Line;
  let started = Promise.withResolvers<void>();
  let released = Promise.withResolvers<void>();
  let runs = 0;

  const lab: Service = {
    name: 'lab',
    worker: () => ({
      commands: [
        handler(work, async ({ data }) => {
          runs += 1;
          started.resolve();
          await released.promise;
          if (data.fails && runs === 1) throw new TransientError('BUSY', 'Later, please');
          return { result: {} };
        }),
      ],
    }),
  };

  before(async () => {
    world = await createTestWorld({ services: [lab], commands: [work], subscriptions: [] });
    const direct = new URL(world.config.DATABASE_URL);
    line = new Line(new URL(direct));
    direct.host = `127.0.0.1:${await line.open()}`;
    const environment = { ...world.environment, DATABASE_DIRECT_URL: direct.href, JOB_LEASE_MS: '1000' };
    const roles = rolesNamed(['all'], [lab]);
    const program = { services: [lab], roles, commands: [work], subscriptions: [], version: '0.0.0' };
    running = await run(program, loadConfig(environment), world.log);
  });

  after(async () => {
    await running?.stop();
    await line?.close();
    await world?.close();
  });

  for (const fails of [false, true]) {
    it(`costs no job that ${fails ? 'failed' : 'succeeded'} meanwhile: it runs again and succeeds`, async () => {
      runs = 0;
      started = Promise.withResolvers();
      released = Promise.withResolvers();
      const actor = {
        owner_id: uuidv7(),
        role: 'student',
        faculty_id: null,
        semester_id: null,
        api_key_id: null,
      } as const;
      const id = uuidv7();
      const traceparent = `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-01`;
      await running.runtime.jobs.accept({ contract: work, id, actor, data: { fails }, traceparent });
      await started.promise;
      const before = world.lines.length;
      line.break();
      released.resolve();
      await until('the run gives up storing its end', () =>
        world.lines.slice(before).some((text) => text.includes('the end of a run was not stored')),
      );
      line.cut = false;
      await until('the job ends', async () => {
        const [row] = await world.query<{ status: string }>('SELECT status FROM jobs.job WHERE id = $1', [
          id,
        ]);
        return row?.status !== 'queued' && row?.status !== 'running';
      });
      const [row] = await world.query('SELECT status, error FROM jobs.job WHERE id = $1', [id]);
      expect(row).to.include({ status: 'succeeded' });
      expect(runs).to.be.greaterThan(1);
    });
  }

  it('stops the taking of jobs until it is back', async () => {
    const consumers = async () => (await running.bus.queueState(work.kind))?.consumers;
    await until('jobs are taken', async () => (await consumers()) === 1);
    line.break();
    await until('no jobs are taken', async () => (await consumers()) === 0);
    line.cut = false;
    await until('jobs are taken again', async () => (await consumers()) === 1);
  });
});
