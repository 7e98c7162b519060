/**
 * Starts a process of Scory: connections, then the roles asked for, then listening; and stops it in the
 * opposite order. Production, tests and the demo all start through here.
 */
import type { Server } from 'node:http';
import type { CommandContract, SubscriptionContract } from '@scory/contracts/define.ts';
import type { Express } from 'express';
import { createAccessControl } from './access.ts';
import { queueNames, type Topology } from './bus/topology.ts';
import { type Bus, openBus } from './bus.ts';
import type { Config } from './config.ts';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { createEdge } from './http/edge.ts';
import { closing, listening } from './http/listening.ts';
import { createRateLimits } from './http/rate-limit.ts';
import { createHttpServer } from './http/upgrade.ts';
import { createIdempotency } from './idempotency.ts';
import { assembleJobs } from './jobs/assemble.ts';
import { createLive } from './live.ts';
import type { Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openObjectStore } from './objects/open-object-store.ts';
import { openRedis } from './redis.ts';
import type { Role } from './roles.ts';
import type { Runtime } from './runtime.ts';
import { createSecretBox } from './secret-box.ts';
import type { Api, Route, Service } from './service.ts';
import { createServiceClient } from './service-client.ts';
import { startWorkers } from './start-workers.ts';
import { systemRoutes } from './system-routes.ts';
import { loadTracing } from './tracing.ts';

export interface Program {
  services: Service[];
  roles: Role[];
  commands: readonly CommandContract[];
  subscriptions: readonly SubscriptionContract[];
  version: string;
  /** Mounts what is no contract route on the public listener (reference pages). */
  extendPublic?: (app: Express) => void;
}

export interface Running {
  runtime: Runtime;
  bus: Bus;
  /** Where each listener answers; absent where the process serves no such routes. */
  ports: { public?: number; ai?: number; internal?: number };
  /** Drains and closes everything; safe to call twice. */
  stop(): Promise<void>;
}

export async function run(program: Program, config: Config, log: Logger): Promise<Running> {
  const cleanups: (() => Promise<void> | void)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const cleanup of cleanups.splice(0).reverse()) {
        await Promise.resolve(cleanup()).catch((error: unknown) =>
          log.warn({ err: error }, 'something did not close cleanly'),
        );
      }
    })();
    return stopping;
  };
  try {
    return await launch(program, config, log, cleanups, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

type Cleanups = (() => Promise<void> | void)[];

const topologyOf = (program: Program): Topology => ({
  commands: program.commands.map((command) => command.kind),
  subscriptions: [...program.subscriptions],
});

async function openConnections(program: Program, config: Config, log: Logger, cleanups: Cleanups) {
  const schemas = program.services.flatMap((service) => service.schema ?? []);
  const open = async (which: Omit<DatabaseOptions, 'schemas'>): Promise<Database> => {
    const database = await openDatabase({ ...which, schemas });
    cleanups.push(() => database.close());
    return database;
  };
  const database = await open({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL,
    applicationName: 'scory',
  });
  const engineDatabase = await open({
    url: config.DATABASE_DIRECT_URL,
    poolSize: config.ENGINE_POOL,
    applicationName: 'scory-engine',
    prepare: true,
  });
  const redis = openRedis({ url: config.REDIS_URL, prefix: config.REDIS_PREFIX, log });
  cleanups.push(() => redis.close());
  const topology = topologyOf(program);
  const bus = openBus({ url: config.RABBITMQ_URL, namespace: config.AMQP_NAMESPACE, topology, log });
  cleanups.push(() => bus.close());
  return { database, engineDatabase, redis, bus };
}

async function launch(
  program: Program,
  config: Config,
  log: Logger,
  cleanups: Cleanups,
  stop: () => Promise<void>,
): Promise<Running> {
  const tracing = await loadTracing(config, program, log);
  cleanups.push(() => tracing?.close());
  const { database, engineDatabase, redis, bus } = await openConnections(program, config, log, cleanups);
  const metrics = createMetrics();
  metrics.readFrom({
    database: engineDatabase,
    bus,
    queues: queueNames(topologyOf(program)),
    pools: { requests: database.pool, engine: engineDatabase.pool },
  });
  const live = createLive(redis);
  const parts = assembleJobs({
    config,
    log,
    bus,
    database: engineDatabase,
    operatorDatabase: database,
    live,
    metrics,
    tracing,
    commands: program.commands,
  });
  const access = createAccessControl({
    database,
    redis,
    signingKeys: config.TOKEN_SIGNING_KEYS,
    issuer: 'scory',
    audience: 'scory-api',
    accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
    bootstrapKey: config.AI_BACKEND_API_KEY,
    log,
  });
  const objects = await openObjectStore(config, log);
  cleanups.push(() => objects.close());
  const ports: Running['ports'] = {};
  const runtime: Runtime = {
    config,
    log,
    database,
    redis,
    jobs: parts.jobs,
    operations: parts.operations,
    schedules: parts.schedules,
    outbox: parts.outbox,
    live,
    objects,
    access,
    services: createServiceClient({
      baseUrl: () => config.EDGE_URL ?? `http://127.0.0.1:${ports.public ?? config.PORT}`,
      access,
    }),
    metrics,
    tracing,
    secretBox: createSecretBox(config.ENCRYPTION_KEY),
    version: program.version,
  };

  cleanups.push(parts.stop);
  parts.start();
  await startWorkers(program.roles, runtime, { ...parts, bus, engineDatabase }, cleanups);
  await startApis(program, runtime, bus, ports, cleanups);
  return { runtime, bus, ports, stop };
}

async function startApis(
  program: Program,
  runtime: Runtime,
  bus: Bus,
  ports: Running['ports'],
  cleanups: Cleanups,
): Promise<void> {
  const { config } = runtime;
  const apis: Api[] = [];
  for (const { service, part } of program.roles)
    if (part === 'api' && service.api) apis.push(service.api(runtime));
  const draining = new AbortController();
  const system = systemRoutes({ runtime, bus, draining: draining.signal });
  const routes = apis.flatMap((api) => api.routes);
  const shared = {
    ...runtime,
    limits: createRateLimits(runtime.redis),
    idempotency: createIdempotency(runtime.database, runtime.secretBox),
    draining: draining.signal,
  };
  const servers: Server[] = [];
  const listen = async (
    name: keyof Running['ports'],
    port: number,
    served: Route[],
    extend?: (app: Express) => void,
  ): Promise<void> => {
    const server = createHttpServer(createEdge({ ...shared, routes: served, extend }), served);
    server.keepAliveTimeout = 65_000;
    servers.push(server);
    ports[name] = await listening(server, port, config.HOST);
  };
  cleanups.push(async () => {
    draining.abort(new Error('the process is shutting down'));
    for (const api of apis) api.drain?.();
    await Promise.all(servers.map((server) => closing(server, config.DRAIN_MS)));
    for (const api of apis) {
      for (const loop of api.loops ?? []) await loop.stop();
      await api.close?.();
    }
  });
  for (const api of apis) for (const loop of api.loops ?? []) loop.start();
  const internalOnly = (route: Route): boolean => route.contract.listener === 'internal';
  const production = config.NODE_ENV === 'production';
  await listen('internal', config.INTERNAL_PORT, [...system, ...routes.filter(internalOnly)]);
  if (routes.length === 0) return;
  const open = [...system, ...routes].filter((route) => !(production && internalOnly(route)));
  await listen('public', config.PORT, open, program.extendPublic);
  const ai = routes.filter((route) => route.contract.listener === 'ai');
  if (ai.length > 0)
    await listen('ai', config.AI_PORT, [...system.filter((route) => !internalOnly(route)), ...ai]);
}
