/** RabbitMQ, PostgreSQL and Redis of this suite's own, on free ports and in a folder of its own: they may be killed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect } from 'amqplib';
import pg from 'pg';

const run = promisify(execFile);
const startMs = 60_000;
const rabbitPrograms = '/usr/lib/rabbitmq/bin';

export interface OwnServer {
  url: string;
  start(): Promise<void>;
  /** SIGKILL, without a chance to tidy up. */
  kill(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Resolves once `works` does; rejects naming `what` after a minute, or as long as is given. */
export async function eventually(
  what: string,
  works: () => Promise<unknown>,
  patienceMs = startMs,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      await works();
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw new Error(`${what} did not happen in time`, { cause: error });
      await sleep(100);
    }
  }
}

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

/** A program in a process group of its own, so that a kill reaches what it has started. */
function program(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  identity: { uid?: number; gid?: number } = {},
) {
  let child: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const runs = (): boolean =>
    child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const tell = (name: NodeJS.Signals): void => {
    if (runs()) process.kill(-(child?.pid as number), name);
  };
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    tell(name);
    await ended;
  };
  return {
    /** Where it runs, nothing. What a killed one has left running may end it again at once: ask until it answers. */
    start(): void {
      if (runs()) return;
      child = spawn(file, args, { env, detached: true, stdio: 'ignore', ...identity });
      const current = child;
      ended = new Promise((resolve) => current.once('exit', resolve));
    },
    tell,
    signal,
  };
}

export async function ownRedis(): Promise<OwnServer> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const redis = program('redis-server', args, { PATH: process.env.PATH });
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      await eventually('Redis starts', () => {
        redis.start();
        return answers(port);
      });
    },
    kill: () => redis.signal('SIGKILL'),
  };
}

export interface OwnRabbit extends OwnServer {
  /** SIGTERM, and as much time as it takes. */
  stop(): Promise<void>;
  /** Keeps its connections and says nothing any more. */
  pause(): void;
  /** Forgets everything; only while stopped. */
  wipe(): Promise<void>;
  /** `rabbitmqctl` on this node. */
  control(...args: string[]): Promise<void>;
}

export async function ownRabbit(folder: string): Promise<OwnRabbit> {
  const [port, distribution] = [await freePort(), await freePort()];
  const home = path.join(folder, 'rabbitmq');
  await mkdir(home, { recursive: true });
  await writeFile(
    path.join(home, 'rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${port}\nlog.file.level = warning\nvm_memory_high_watermark.relative = 0.6\n`,
  );
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    RABBITMQ_CONF_ENV_FILE: path.join(home, 'none'),
    RABBITMQ_CONFIG_FILE: path.join(home, 'rabbitmq'),
    RABBITMQ_NODENAME: `scory-faults-${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: path.join(home, 'data'),
    RABBITMQ_LOG_BASE: path.join(home, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(home, 'plugins'),
  };
  const rabbit = program(`${rabbitPrograms}/rabbitmq-server`, [], environment);
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  return {
    url,
    async start() {
      await eventually('RabbitMQ starts', async () => {
        rabbit.start();
        await (await connect(url)).close();
      });
    },
    kill: () => rabbit.signal('SIGKILL'),
    stop: () => rabbit.signal('SIGTERM'),
    pause: () => rabbit.tell('SIGSTOP'),
    async control(...args) {
      await run(`${rabbitPrograms}/rabbitmqctl`, args, { env: environment });
    },
    wipe: () => rm(path.join(home, 'data'), { recursive: true, force: true }),
  };
}

/** The newest PostgreSQL that Debian's packages have put here. */
async function postgresPrograms(): Promise<string> {
  const versions = (await readdir('/usr/lib/postgresql')).sort((a, b) => Number(b) - Number(a));
  return `/usr/lib/postgresql/${versions[0]}/bin`;
}

export async function ownPostgres(folder: string): Promise<OwnServer> {
  const port = await freePort();
  const programs = await postgresPrograms();
  const data = path.join(folder, 'postgresql');
  await mkdir(data, { recursive: true });
  const identity = await serverIdentity();
  if (identity.uid !== undefined) await chown(data, identity.uid, identity.gid as number);
  const env = { PATH: process.env.PATH, HOME: data };
  await run(
    `${programs}/initdb`,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-instructions'],
    {
      ...identity,
      env,
      cwd: '/',
    },
  );
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data, '-c', 'max_connections=200'];
  const postgres = program(`${programs}/postgres`, args, env, identity);
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  return {
    url,
    async start() {
      await eventually('PostgreSQL starts', async () => {
        postgres.start();
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        await client.end();
      });
    },
    kill: () => postgres.signal('SIGKILL'),
  };
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
async function serverIdentity(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, 'postgres'])).stdout)),
  );
  return { uid: uid as number, gid: gid as number };
}
