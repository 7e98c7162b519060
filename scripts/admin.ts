/**
 * `npm run admin -- create-user | grant | create-key`: the first administrator and the first keys, from the shell.
 * What it prints once (a generated password, a key) is stored nowhere but as a hash.
 */
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { writeAudit } from '@scory/chassis/access/audit.ts';
import { type AccessControl, createAccessControl } from '@scory/chassis/access.ts';
import { loadConfig } from '@scory/chassis/config.ts';
import { type Database, openDatabase } from '@scory/chassis/database.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { openRedis, type Redis } from '@scory/chassis/redis.ts';
import { email, newPassword, personName } from '@scory/contracts/identity/account.ts';
import { keyName, scopes } from '@scory/contracts/identity/api-keys.ts';
import { createUser, grantRole } from '@scory/identity/accounts.ts';
import { createPasswords } from '@scory/identity/passwords.ts';
import { identitySchema } from '@scory/identity/store/schema.ts';
import { findByEmail } from '@scory/identity/store/users.ts';
import { config as loadEnvFile } from 'dotenv';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

const usage = `npm run admin -- create-user --email A [--name N] [--role student|academic|admin] [--password-stdin]
npm run admin -- grant --email A --role student|academic|admin
npm run admin -- create-key --name N --scopes ai,… [--email OWNER]`;

const role = z.enum(['student', 'academic', 'admin']);
const verbs = {
  'create-user': z.strictObject({
    email,
    name: personName.optional(),
    role: role.default('student'),
    'password-stdin': z.boolean().default(false),
  }),
  grant: z.strictObject({ email, role }),
  'create-key': z.strictObject({
    name: keyName,
    scopes: z
      .string()
      .transform((list) => list.split(','))
      .pipe(scopes),
    email: email.optional(),
  }),
};

interface Tools {
  database: Database;
  access: AccessControl;
}

async function addUser({ database }: Tools, options: z.output<(typeof verbs)['create-user']>): Promise<void> {
  const given = options['password-stdin'] ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
  const password = newPassword.parse(given ?? randomBytes(18).toString('base64url'));
  const name = options.name ?? options.email.split('@')[0] ?? options.email;
  const user = await createUser(database, createPasswords(), { ...options, id: uuidv7(), name, password });
  console.log(`created ${user.role} ${user.email} (${user.id})`);
  if (given === undefined) console.log(`password, shown only now: ${password}`);
}

async function grant({ database, access }: Tools, options: z.output<(typeof verbs)['grant']>): Promise<void> {
  const user = await grantRole(database, access, { ...options, actorId: null });
  if (!user) throw new Error(`no account has the address ${options.email}`);
  console.log(`${user.email} is ${user.role} now; access tokens with the old role have ended`);
}

async function addKey(
  { database, access }: Tools,
  options: z.output<(typeof verbs)['create-key']>,
): Promise<void> {
  const owner = options.email === undefined ? undefined : await findByEmail(database, options.email);
  if (options.email !== undefined && !owner) throw new Error(`no account has the address ${options.email}`);
  const { name, scopes: granted } = options;
  const { key, view } = await database.transaction(async (tx) => {
    const made = await access.keys.create({ name, scopes: granted, ownerId: owner?.id }, tx);
    await writeAudit(tx, {
      actorId: null,
      action: 'api-key.created',
      subject: made.view.id,
      details: { name, scopes: granted },
    });
    return made;
  });
  console.log(`created key ${view.name} (${view.id}) with ${view.scopes.join(', ')}`);
  console.log(`key, shown only now: ${key}`);
}

/** A revocation should reach Redis from here; without it the running processes bring it there from PostgreSQL. */
function untilReady(redis: Redis): Promise<void> {
  if (redis.client.isReady) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 2_000);
    redis.client.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function main(): Promise<void> {
  loadEnvFile({ quiet: true });
  const [verb = '', ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(verbs, verb)) throw new Error(usage);
  const { values } = parseArgs({
    args: rest,
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      scopes: { type: 'string' },
      'password-stdin': { type: 'boolean' },
    },
  });
  const run = planOf(verb as keyof typeof verbs, values);
  const config = loadConfig(process.env);
  const log = createLogger({ level: 'silent', format: 'json' });
  const redis = openRedis({ url: config.REDIS_URL, prefix: config.REDIS_PREFIX, log });
  try {
    const database = await openDatabase({
      url: config.DATABASE_URL,
      poolSize: 2,
      applicationName: 'scory-admin',
      schemas: [identitySchema],
    });
    try {
      await untilReady(redis);
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
      await run({ database, access });
    } finally {
      await database.close();
    }
  } finally {
    await redis.close();
  }
}

/** Checks the options before anything is opened. */
function planOf(verb: keyof typeof verbs, values: unknown): (tools: Tools) => Promise<void> {
  if (verb === 'create-user') {
    const options = verbs[verb].parse(values);
    return (tools) => addUser(tools, options);
  }
  if (verb === 'grant') {
    const options = verbs[verb].parse(values);
    return (tools) => grant(tools, options);
  }
  const options = verbs[verb].parse(values);
  return (tools) => addKey(tools, options);
}

main().catch((error: unknown) => {
  if (error instanceof z.ZodError) {
    for (const { path, message } of error.issues)
      console.error(`--${path.join('.') || 'password'}: ${message}`);
    console.error(usage);
  } else console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
