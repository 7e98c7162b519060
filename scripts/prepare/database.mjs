// Our own role and database on the server that was found, with pgvector.
import { randomBytes } from 'node:crypto';
import { packagesPossible } from './debian.mjs';
import { ensurePgvector } from './pgvector.mjs';
import { done, outputOf, Unprepared } from './report.mjs';

const pinnedNode = 'node_modules/.bin/node';

/** Runs statements as a URL's user; answers the first column of the last result, or undefined where it fails. */
function viaUrl(url, sql) {
  const script = `import pg from 'pg';
    const client = new pg.Client({ connectionString: process.argv[1], connectionTimeoutMillis: 3000 });
    try { await client.connect(); const answer = [].concat(await client.query(process.argv[2])).at(-1);
      process.stdout.write(String(Object.values(answer.rows[0] ?? { none: '' })[0])); await client.end(); }
    catch (error) { process.stderr.write(error.message); process.exitCode = 1; }`;
  return outputOf(pinnedNode, ['--input-type=module', '-e', script, url, sql]);
}

/** Ways to be the server's superuser, tried in order. */
function superuser(url) {
  const { hostname, port } = new URL(url);
  const local = /^(127\.|localhost$|\[?::1)/.test(hostname);
  const byUrl = (sql, database = 'postgres') =>
    viaUrl(`postgresql://postgres@${hostname}:${port || 5432}/${database}`, sql);
  if (byUrl('SELECT 1') === '1') return byUrl;
  const bySocket = (sql, database = 'postgres') =>
    outputOf(
      'runuser',
      [
        '-u',
        'postgres',
        '--',
        'psql',
        '-X',
        '-q',
        '-A',
        '-t',
        '-p',
        port || '5432',
        '-d',
        database,
        '-c',
        sql,
      ],
      { cwd: '/' },
    );
  if (local && packagesPossible() && bySocket('SELECT 1') === '1') return bySocket;
  return undefined;
}

/**
 * A database that was named is taken as it is; on a server that was merely found, the role and the database `scory`
 * are made. Answers what belongs into `.env`.
 */
export async function ensureDatabase({ url, named }) {
  const admin = superuser(url);
  if (named) {
    assertVersion(viaUrl(url, 'SHOW server_version_num'), url);
    await ensureExtension(viaUrl, admin, url);
    return {};
  }
  if (!admin) {
    throw new Unprepared(
      'a PostgreSQL server runs here, but nobody said how to log in',
      'Give DATABASE_URL (environment or .env) with a role that may create tables, e.g. postgresql://scory:PASSWORD@127.0.0.1:5432/scory',
    );
  }
  assertVersion(admin('SHOW server_version_num'), url);
  // A second checkout on this server gets a role, a database and a namespace of its own.
  const taken = admin("SELECT count(*) FROM pg_roles WHERE rolname = 'scory'") !== '0';
  const name = taken ? `scory_${randomBytes(4).toString('hex')}` : 'scory';
  const password = randomBytes(18).toString('base64url');
  // CREATEDB: each test runs in a database of its own.
  if (admin(`CREATE ROLE ${name} LOGIN CREATEDB PASSWORD '${password}'`) === undefined) {
    throw new Unprepared(`the role ${name} could not be made`);
  }
  if (admin(`CREATE DATABASE ${name} OWNER ${name}`) === undefined) {
    throw new Unprepared(`the database ${name} could not be made`);
  }
  const { hostname, port } = new URL(url);
  const own = `postgresql://${name}:${password}@${hostname}:${port || 5432}/${name}`;
  await ensureExtension(viaUrl, admin, own);
  return taken
    ? { DATABASE_URL: own, AMQP_NAMESPACE: name.replace('_', '-'), REDIS_PREFIX: `${name}:` }
    : { DATABASE_URL: own };
}

function assertVersion(number, where) {
  if (number === undefined)
    throw new Unprepared(
      'the database does not let us in',
      `Is DATABASE_URL right? (${new URL(where).host})`,
    );
  if (Number(number) < 150_000)
    throw new Unprepared(`PostgreSQL is ${Math.floor(Number(number) / 10_000)}; 15 or later is needed`);
}

async function ensureExtension(asOwner, admin, url) {
  const database = new URL(url).pathname.slice(1);
  const present = () => asOwner(url, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'") === '1';
  if (!present()) {
    const available = () =>
      asOwner(url, "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'") === '1';
    if (!available())
      await ensurePgvector(Math.floor(Number(asOwner(url, 'SHOW server_version_num')) / 10_000), url);
    const create = 'CREATE EXTENSION IF NOT EXISTS vector; SELECT 1';
    if (asOwner(url, create) === undefined) admin?.(create, database);
    // New databases of tests are made from template1: they shall have it too.
    admin?.(create, 'template1');
    if (!present())
      throw new Unprepared(
        'the extension pgvector could not be made in the database',
        `As a superuser, in ${database}: CREATE EXTENSION vector;`,
      );
  }
  const version = asOwner(url, "SELECT extversion FROM pg_extension WHERE extname = 'vector'") ?? '';
  const [major, minor] = version.split('.').map(Number);
  if (major === 0 && minor < 8)
    throw new Unprepared(
      `pgvector is ${version}; 0.8 or later is needed, which goes on looking where a filter left too little`,
      'The packages of postgresql.org have it; after installing: ALTER EXTENSION vector UPDATE;',
    );
  done(`database ${database} with pgvector ${version}`);
}
