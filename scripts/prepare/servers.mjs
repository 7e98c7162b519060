// PostgreSQL, RabbitMQ and Redis: those named in the environment or .env, those on the default ports, Docker, or the
// distribution's packages. What already runs is used as it is.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { installServer, packagesPossible } from './debian.mjs';
import { answers } from './probe.mjs';
import { doing, done, outputOf, runLogged, Unprepared } from './report.mjs';

const servers = [
  {
    kind: 'postgresql',
    label: 'PostgreSQL',
    variable: 'DATABASE_URL',
    byDefault: 'postgresql://127.0.0.1:5432/postgres',
  },
  {
    kind: 'rabbitmq',
    label: 'RabbitMQ',
    variable: 'RABBITMQ_URL',
    byDefault: 'amqp://guest:guest@127.0.0.1:5672',
  },
  { kind: 'redis', label: 'Redis', variable: 'REDIS_URL', byDefault: 'redis://127.0.0.1:6379' },
];

const withoutSecrets = (url) => {
  const { host, protocol } = new URL(url);
  return `${protocol}//${host}`;
};

async function waitFor(kind, url, timeoutMs) {
  const giveUpAt = Date.now() + timeoutMs;
  while (Date.now() < giveUpAt) {
    if (await answers(kind, url)) return true;
    await sleep(250);
  }
  return false;
}

const dockerEngine = () => outputOf('docker', ['info', '--format', '{{.ServerVersion}}']) !== undefined;

async function bringUp({ kind, label, byDefault, variable }, env) {
  if (dockerEngine() && existsSync('docker-compose.yml') && env.POSTGRES_PASSWORD && env.RABBITMQ_PASSWORD) {
    doing(`starting ${label} with Docker`);
    runLogged(`docker compose up ${kind}`, 'docker', [
      'compose',
      'up',
      '--detach',
      '--wait',
      kind === 'postgresql' ? 'postgres' : kind,
    ]);
    const credentials = {
      postgresql: `scory:${env.POSTGRES_PASSWORD}@`,
      rabbitmq: `scory:${env.RABBITMQ_PASSWORD}@`,
      redis: '',
    }[kind];
    const url = new URL(byDefault);
    return `${url.protocol}//${credentials}${url.host}${kind === 'postgresql' ? '/scory' : ''}`;
  }
  if (packagesPossible()) {
    await installServer(kind);
    return byDefault;
  }
  throw new Unprepared(
    `${label} is neither at ${variable} nor on its default port`,
    `Give its address in ${variable} (environment or .env), or start it here:\n` +
      '  with Docker:            docker compose up -d postgres rabbitmq redis\n' +
      '  on Debian or Ubuntu:    run this as root, and it installs the packages\n' +
      '  elsewhere:              PostgreSQL 15 or later with pgvector 0.8, RabbitMQ 3.10 or later, Redis 7 or later',
  );
}

/** Addresses of the three servers, each of them answering. */
export async function ensureServers(env) {
  const urls = {};
  for (const server of servers) {
    const named = env[server.variable];
    if (named) {
      if (!(await waitFor(server.kind, named, 1_000))) {
        const local = /^(127\.|localhost|\[?::1)/.test(new URL(named).hostname) && packagesPossible();
        if (!local)
          throw new Unprepared(
            `${server.label} does not answer at ${withoutSecrets(named)}`,
            `That address comes from ${server.variable}.`,
          );
        await bringUp(server, {});
        if (!(await waitFor(server.kind, named, 60_000)))
          throw new Unprepared(`${server.label} does not answer at ${withoutSecrets(named)}`);
      }
      urls[server.variable] = named;
    } else if (await answers(server.kind, server.byDefault)) {
      urls[server.variable] = server.byDefault;
    } else {
      urls[server.variable] = await bringUp(server, env);
      if (!(await waitFor(server.kind, server.byDefault, 90_000))) {
        throw new Unprepared(
          `${server.label} was started but does not answer`,
          'The log is .scory/prepare.log.',
        );
      }
    }
    done(`${server.label} at ${withoutSecrets(urls[server.variable])}`);
  }
  const { DATABASE_URL: postgresql, ...others } = urls;
  return { postgresql: { url: postgresql, named: Boolean(env.DATABASE_URL) }, urls: others };
}
