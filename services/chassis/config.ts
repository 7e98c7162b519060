/**
 * Typed configuration. `services/main.ts` hands the environment in; nobody else reads it. A wrong or missing value stops the
 * start with a message that names it. Names of older deployments are aliases; those without a meaning any more are refused.
 */
import { z } from 'zod';
import { missingOfBucket } from './objects/missing-of-bucket.ts';

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().min(1);
const milliseconds = z.coerce.number().int().min(1);
const url = (...protocols: string[]) =>
  z.string().refine((text) => protocols.includes(URL.parse(text)?.protocol.slice(0, -1) ?? ''), {
    error: `must be a URL that starts with ${protocols.map((name) => `${name}://`).join(' or ')}`,
  });

const signingKey = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1),
  x: z.string(),
  y: z.string(),
  d: z.string().optional(),
});
export type SigningKey = z.infer<typeof signingKey>;

const signingKeys = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON array of EC P-256 JWKs, newest first' });
      return z.NEVER;
    }
  })
  .pipe(z.array(signingKey).min(1));

/** One entry a variable: how it is checked, its default, and what it is for (the README's table comes from here). */
export const variables = {
  NODE_ENV: [
    z.enum(['development', 'test', 'production']).default('development'),
    'Mode; production refuses development conveniences',
  ],
  HOST: [z.string().default('127.0.0.1'), 'Address that HTTP listens on (`0.0.0.0` in a container)'],
  PORT: [port.default(5000), 'Public API'],
  AI_PORT: [port.default(8000), '`/api/ai/*` for other back ends'],
  INTERNAL_PORT: [port.default(5001), 'Health, metrics and administration in production'],
  PUBLIC_URL: [url('http', 'https').optional(), 'Base of links; default `http://localhost:PORT`'],
  EDGE_URL: [url('http', 'https').optional(), 'The API for services; default `http://127.0.0.1:PORT`'],
  DATABASE_URL: [
    url('postgresql', 'postgres'),
    'PostgreSQL 15 with pgvector 0.8, or later; may be a PgBouncer',
  ],
  DATABASE_DIRECT_URL: [
    url('postgresql', 'postgres').optional(),
    'PostgreSQL past any PgBouncer, for the job engine; default DATABASE_URL',
  ],
  DATABASE_POOL: [count.default(10), 'Connections of request handlers per process'],
  ENGINE_POOL: [count.default(8), 'Connections reserved for the job engine per process'],
  RABBITMQ_URL: [url('amqp', 'amqps'), 'RabbitMQ 3.10 or later'],
  AMQP_NAMESPACE: [
    z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .default('scory'),
    'Prefix of every exchange and queue',
  ],
  REDIS_URL: [url('redis', 'rediss'), 'Redis 7 or later'],
  REDIS_PREFIX: [z.string().default(''), 'Prefix of every key (tests, tenants of one server)'],
  REDIS_TTL: [count.default(604_800), 'Seconds that a cached simplification lives'],
  OBJECTS_DIR: [z.string().default('.scory/objects'), 'Folder of the object store, where it is no bucket'],
  OBJECTS_S3_BUCKET: [
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
      .optional(),
    'Bucket that is the object store instead of the folder (AWS S3, MinIO, Garage, Ceph, R2)',
  ],
  OBJECTS_S3_REGION: [
    z
      .string()
      .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a region')
      .optional(),
    'Its region, needed beside it (`us-east-1` at MinIO, `garage` at Garage, `auto` at R2)',
  ],
  OBJECTS_S3_ENDPOINT: [url('http', 'https').optional(), 'Where it is, other than at AWS'],
  OBJECTS_S3_PREFIX: [
    z
      .string()
      .regex(
        /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/,
        'must be a/folder, without / at its ends',
      )
      .optional(),
    'Folder in the bucket that everything lies in',
  ],
  OBJECTS_S3_FORCE_PATH_STYLE: [
    flag.default(false),
    'Whether the name of the bucket stands in the path, not in the host name (MinIO, Garage, Ceph)',
  ],
  OBJECTS_S3_ACCESS_KEY_ID: [
    z.string().min(1).optional(),
    'Access key; without one the AWS SDK looks for credentials where it always does',
  ],
  OBJECTS_S3_SECRET_ACCESS_KEY: [z.string().min(1).optional(), 'Its secret'],
  OCR_LANGUAGES: [
    z
      .string()
      .regex(
        /^[a-z]{3}(?:_[a-z]+)?(?:,[a-z]{3}(?:_[a-z]+)?){0,4}$/,
        'must be ISO 639-2 codes, divided by commas',
      )
      .default('eng')
      .transform((text) => text.split(',')),
    'Languages of scanned pages, at most five; each needs its package `@tesseract.js-data/…` installed',
  ],
  SEARCH_RERANK: [
    flag.default(false),
    'Whether searches may have the language model put passages in order; costs a call each, and shows it the passages',
  ],
  OCR_VISION: [
    flag.default(false),
    'Whether pages that OCR reads badly are shown to the language model, which must take pictures',
  ],
  UPLOAD_MAX_BYTES: [count.default(50 * 1024 * 1024), 'Largest upload'],
  DOCUMENTS_PER_OWNER: [count.default(1_000), 'Most documents of one owner'],
  DOCUMENT_BYTES_PER_OWNER: [count.default(5 * 1024 ** 3), 'Most bytes that the files of one owner take'],
  TOKEN_SIGNING_KEYS: [signingKeys, 'JSON array of EC P-256 private JWKs; the first signs, all verify'],
  ENCRYPTION_KEY: [
    z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64'),
    'Encrypts stored secrets such as webhook keys',
  ],
  AI_BACKEND_API_KEY: [z.string().min(16).optional(), 'First API key, with every scope'],
  ACCESS_TOKEN_SECONDS: [count.default(900), 'Life of an access token'],
  REFRESH_TOKEN_SECONDS: [count.default(30 * 86_400), 'Life of a refresh token'],
  CORS_ORIGINS: [
    z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      ),
    'Comma-separated origins of browser clients; none by default',
  ],
  TRUST_PROXY_HOPS: [
    z.coerce.number().int().min(0).default(0),
    'Proxies in front whose X-Forwarded-For is believed',
  ],
  RATE_LIMITS: [flag.default(true), 'Whether rate limits apply'],
  LOG_LEVEL: [
    z
      .string()
      .toLowerCase()
      .pipe(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']))
      .default('info'),
    'Least severe line that is written',
  ],
  LOG_FORMAT: [z.enum(['json', 'pretty']).default('json'), 'JSON lines, or short lines for a person'],
  WORKER_CONCURRENCY: [count.default(20), 'Jobs of one kind that a process runs at once'],
  WORKER_PREFETCH: [count.default(200), 'Deliveries of one kind that wait in a process'],
  JOB_LEASE_MS: [milliseconds.default(60_000), 'A run that shows no life for this long may be taken over'],
  JOB_GRACE_MS: [
    milliseconds.default(5_000),
    'How long the committing process has to publish before a relay does',
  ],
  OWNER_SHARE: [
    count.default(50),
    'Jobs of one kind that an owner may have released at once; the rest waits',
  ],
  OWNER_WAITING_MAX: [
    count.default(10_000),
    'Jobs of one kind that may wait for an owner; more are refused (429)',
  ],
  JOB_WINDOW: [count.default(400), 'Released jobs of one kind from which on owners take turns'],
  JOB_WAITING_MAX: [count.default(100_000), 'Waiting jobs of one kind from which on none is accepted (503)'],
  DRAIN_MS: [milliseconds.default(20_000), 'Time that running work gets after SIGTERM'],
  WEBHOOK_ALLOW_LOOPBACK: [
    flag.default(false),
    'Lets webhooks and fetched documents reach loopback addresses; refused in production',
  ],
  OPENAI_API_KEY: [z.string().min(1).optional(), 'Turns the OpenAI provider on'],
  OPENAI_BASE_URL: [url('http', 'https').optional(), 'Another address of the OpenAI API'],
  OPENAI_MODEL: [z.string().default('gpt-4o-mini'), 'Model at OpenAI'],
  OPENAI_MAX_TOKENS: [count.default(4_000), 'Most tokens of one answer'],
  ANTHROPIC_API_KEY: [
    z.string().min(1).optional(),
    'Turns the Anthropic provider on (first, or fallback of OpenAI)',
  ],
  ANTHROPIC_BASE_URL: [url('http', 'https').optional(), 'Another address of the Anthropic API'],
  ANTHROPIC_MODEL: [z.string().default('claude-haiku-4-5'), 'Model at Anthropic'],
  COMPATIBLE_BASE_URL: [
    url('http', 'https').optional(),
    'Any OpenAI-compatible endpoint (Gemini, Ollama, vLLM)',
  ],
  COMPATIBLE_API_KEY: [z.string().optional(), 'Its key, where it wants one'],
  COMPATIBLE_MODEL: [z.string().optional(), 'Its model'],
  EMBEDDING_MODEL: [
    z.string().min(1).optional(),
    'Model that makes vectors; default `text-embedding-3-small` where OpenAI has a key, else `offline`, which needs no provider. Another model means another index',
  ],
  EMBEDDING_DIMENSIONS: [
    count.optional(),
    'Numbers of a vector: shortens those of a model that allows it; needed for models that Scory does not know',
  ],
  EMBEDDING_BASE_URL: [
    url('http', 'https').optional(),
    'OpenAI-compatible endpoint of that model; default the OpenAI one, else the compatible one',
  ],
  EMBEDDING_API_KEY: [z.string().min(1).optional(), 'Its key, where it wants another than chat has there'],
  EMBEDDING_BATCH: [count.default(100), 'Most texts of one embedding call'],
  MODEL_ORDER: [
    z
      .string()
      .default('openai,anthropic,compatible')
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(z.enum(['openai', 'anthropic', 'compatible', 'offline'])).min(1)),
    'Order in which configured providers are asked',
  ],
  MODEL_TIMEOUT_MS: [milliseconds.default(60_000), 'Longest single model call'],
  OTEL_EXPORTER_OTLP_ENDPOINT: [
    url('http', 'https').optional(),
    'Collector of traces (OTLP over HTTP, `/v1/traces` below it); without one nothing is traced',
  ],
  OTEL_TRACES_SAMPLER_ARG: [
    z.coerce.number().min(0).max(1).default(1),
    'Share of traces that are kept, 0 to 1; a caller that sends `traceparent` decides for its own',
  ],
  MODEL_CONTEXT_TOKENS: [count.default(100_000), 'Input tokens that one model call may carry'],
} as const satisfies Record<string, readonly [z.ZodType, string]>;

type Variables = typeof variables;
export type Config = { [Name in keyof Variables]: z.output<Variables[Name][0]> } & {
  PUBLIC_URL: string;
  DATABASE_DIRECT_URL: string;
};

const aliases: Record<string, keyof Variables> = { API_KEY: 'AI_BACKEND_API_KEY', ENVIRONMENT: 'NODE_ENV' };
const refused: Record<string, string> = {
  JWT_SECRET: 'tokens are signed with ES256: set TOKEN_SIGNING_KEYS',
  JWT_SECRET_KEY: 'tokens are signed with ES256: set TOKEN_SIGNING_KEYS',
  JWT_EXPIRES_IN: 'set ACCESS_TOKEN_SECONDS and REFRESH_TOKEN_SECONDS',
  AI_BACKEND_URL: 'there is no second back end: work travels over RABBITMQ_URL',
  CELERY_BROKER_URL: 'work travels over RABBITMQ_URL',
};

export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`configuration is not usable:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads the whole configuration or throws a `ConfigError` that names every wrong variable at once. */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  for (const [name, why] of Object.entries(refused)) {
    if (environment[name] !== undefined) problems.push(`${name} no longer has a meaning: ${why}`);
  }
  const given: Record<string, string> = {};
  // Aliases come second: beside its present name an old one says nothing.
  const byAge = Object.entries(environment).sort(([a], [b]) => Number(a in aliases) - Number(b in aliases));
  for (const [name, value] of byAge) {
    if (value === undefined || value === '') continue;
    given[aliases[name] ?? name] ??= value;
  }
  const config: Record<string, unknown> = {};
  for (const [name, [schema]] of Object.entries(variables)) {
    const parsed = schema.safeParse(given[name]);
    if (parsed.success) config[name] = parsed.data;
    else {
      const reason =
        given[name] === undefined
          ? 'is missing'
          : parsed.error.issues.map((issue) => issue.message).join('; ');
      problems.push(`${name} ${reason} (${variables[name as keyof Variables][1]})`);
    }
  }
  if (config.NODE_ENV === 'production' && config.WEBHOOK_ALLOW_LOOPBACK === true) {
    problems.push('WEBHOOK_ALLOW_LOOPBACK is a development setting and NODE_ENV is production');
  }
  if (given.COMPATIBLE_BASE_URL && !given.COMPATIBLE_MODEL)
    problems.push('COMPATIBLE_MODEL is missing beside COMPATIBLE_BASE_URL');
  problems.push(...missingOfBucket(given));
  if (problems.length > 0) throw new ConfigError(problems);
  config.PUBLIC_URL ??= `http://localhost:${config.PORT}`;
  config.DATABASE_DIRECT_URL ??= config.DATABASE_URL;
  return config as Config;
}
