// Servers from the distribution's packages, started without systemd where there is none.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { doing, outputOf, runLogged } from './report.mjs';

export const packagesPossible = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

const withSystemd = () => existsSync('/run/systemd/system');
const quiet = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
let listsFresh = false;

export function aptInstall(...packages) {
  if (!listsFresh) {
    doing('updating package lists');
    runLogged('apt-get update', 'apt-get', ['update', '-q'], { env: quiet });
    listsFresh = true;
  }
  doing(`installing ${packages.join(', ')}`);
  runLogged(
    `installing ${packages.join(', ')}`,
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
    { env: quiet },
  );
}

/** Newest installed cluster as `{ version, name, running }`. */
function cluster() {
  const lines = (outputOf('pg_lsclusters', ['--no-header']) ?? '').split('\n').filter(Boolean);
  const [version, name, , status] = lines.at(-1)?.trim().split(/\s+/) ?? [];
  return version ? { version, name, running: status === 'online' } : undefined;
}

function startPostgresql() {
  if (!cluster()) {
    aptInstall('postgresql', 'postgresql-common');
    if (!cluster()) {
      const version = readdirSync('/usr/lib/postgresql')
        .sort((a, b) => Number(a) - Number(b))
        .at(-1);
      runLogged('creating a cluster', 'pg_createcluster', [version, 'main']);
    }
  }
  const { version, name, running } = cluster();
  if (!running)
    runLogged('starting PostgreSQL', 'pg_ctlcluster', ['--skip-systemctl-redirect', version, name, 'start']);
}

function startRedis() {
  if (!existsSync('/usr/bin/redis-server')) aptInstall('redis-server');
  if (withSystemd()) return void runLogged('starting Redis', 'systemctl', ['start', 'redis-server']);
  runLogged('starting Redis', 'redis-server', [
    '--daemonize',
    'yes',
    '--bind',
    '127.0.0.1',
    '--port',
    '6379',
    '--dir',
    '/var/lib/redis',
    '--logfile',
    '/var/log/redis/scory.log',
  ]);
}

function startRabbitmq() {
  const fresh = !existsSync('/usr/sbin/rabbitmq-server');
  if (fresh) {
    // A host whose own name does not resolve (a chroot, a container) cannot name its node after it.
    const configured = existsSync('/etc/rabbitmq/rabbitmq-env.conf')
      ? readFileSync('/etc/rabbitmq/rabbitmq-env.conf', 'utf8')
      : '';
    if (!/^\s*NODENAME=/m.test(configured)) {
      runLogged('preparing RabbitMQ', 'mkdir', ['-p', '/etc/rabbitmq']);
      writeFileSync('/etc/rabbitmq/rabbitmq-env.conf', `${configured}NODENAME=rabbit@localhost\n`);
    }
    aptInstall('rabbitmq-server');
    runLogged('enabling the management plugin', 'rabbitmq-plugins', [
      '--offline',
      'enable',
      'rabbitmq_management',
    ]);
  }
  if (withSystemd()) return void runLogged('starting RabbitMQ', 'systemctl', ['restart', 'rabbitmq-server']);
  // The package may have started a broker already; starting a second one would only fail.
  if (outputOf('rabbitmqctl', ['await_startup', '--timeout', '1']) === undefined) {
    runLogged('starting RabbitMQ', 'rabbitmq-server', ['-detached']);
  }
}

const starters = { postgresql: startPostgresql, redis: startRedis, rabbitmq: startRabbitmq };

export async function installServer(kind) {
  doing(`bringing up ${kind}`);
  starters[kind]();
}
