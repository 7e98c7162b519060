/**
 * The engine as deployed, in one process, with a command that answers what it was asked: the edge with authentication,
 * validation and limits, the worker, the relay and the clock, and no learning logic. Configuration: the environment.
 */
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { caller, handler, route, type Service } from '@scory/chassis/service.ts';
import { defineCommand, defineRoute, user } from '@scory/contracts/define.ts';
import { job as jobView } from '@scory/contracts/http.ts';
import { z } from 'zod';
import { services } from '../../../services/services.ts';

const body = z.strictObject({
  text: z.string().min(1).max(20_000),
  level: z.enum(['beginner', 'intermediate', 'advanced']),
  marks: z.array(z.string().max(200)).max(20).default([]),
});

const echo = defineCommand({
  kind: 'bench.echo',
  summary: 'Says what it was told',
  data: body,
  result: z.object({ text: z.string() }),
  metadata: z.object({}),
});

const postEcho = defineRoute({
  name: 'bench.postEcho',
  method: 'post',
  path: '/api/v1/echo',
  summary: 'Accepts an echo',
  access: user,
  body,
  responses: { 202: { description: 'The job', schema: jobView } },
  creates: true,
  acceptsJob: true,
});

const bench: Service = {
  name: 'bench',
  api: ({ jobs }) => ({
    routes: [
      route(postEcho, async (request) => {
        const { job } = await jobs.accept({
          contract: echo,
          id: request.newId,
          actor: caller(request),
          data: request.body,
          traceparent: request.traceparent,
          lane: request.lane,
        });
        return { job };
      }),
    ],
  }),
  worker: () => ({
    commands: [
      // As many at once as the baselines run.
      handler(echo, async ({ data }) => ({ result: { text: data.text } }), { concurrency: 200 }),
    ],
  }),
};

const config = loadConfig(process.env);
const chosen = [...services.filter(({ name }) => name === 'jobs'), bench];
const running = await run(
  {
    services: chosen,
    roles: rolesNamed(['bench', 'jobs.api'], chosen),
    commands: [echo],
    subscriptions: [],
    version: '0',
  },
  config,
  createLogger({ level: 'warn', format: 'json' }),
);
process.send?.({ port: running.ports.public });
process.once('SIGTERM', () => void running.stop().then(() => process.disconnect()));
