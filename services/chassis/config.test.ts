import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Config, ConfigError, loadConfig, variables } from './config.ts';
import { signingKeys } from './testing/harness.ts';

const encryptionKey = Buffer.alloc(32, 7).toString('base64');
const required: Record<string, string> = {
  DATABASE_URL: 'postgresql://scory:pass-word@db.example/scory',
  RABBITMQ_URL: 'amqp://scory:pass-word@mq.example',
  REDIS_URL: 'redis://:pass-word@cache.example',
  TOKEN_SIGNING_KEYS: signingKeys(),
  ENCRYPTION_KEY: encryptionKey,
};

const numbers = ['0', '-1', '1.5', 'many', '1e99x', 'NaN', 'Infinity'];
const ports = ['-1', '65536', '1.5', 'http'];
const flags = ['yes', 'TRUE', '2'];
const urls = ['nonsense', 'ftp://x.example', 'x.example:80'];

/** Values that no deployment can mean, for each variable that checks what it is given. */
const wrong: Partial<Record<keyof typeof variables, string[]>> = {
  NODE_ENV: ['prod', 'Production'],
  PORT: ports,
  AI_PORT: ports,
  INTERNAL_PORT: ports,
  PUBLIC_URL: urls,
  EDGE_URL: urls,
  DATABASE_URL: ['mysql://x', ...urls],
  DATABASE_DIRECT_URL: ['mysql://x', ...urls],
  DATABASE_POOL: numbers,
  ENGINE_POOL: numbers,
  RABBITMQ_URL: ['http://x.example', ...urls],
  AMQP_NAMESPACE: ['Scory', 'a b', 'a.b', 'a*'],
  REDIS_URL: ['http://x.example', ...urls],
  REDIS_TTL: numbers,
  OBJECTS_S3_BUCKET: ['Papers', 'a', 'a_b', 's3://papers', 'papers/'],
  OBJECTS_S3_REGION: ['eu west', 'https://x.example'],
  OBJECTS_S3_ENDPOINT: urls,
  OBJECTS_S3_PREFIX: ['/', 'a/', '/a', 'a//b', '../a', 'a b'],
  OBJECTS_S3_FORCE_PATH_STYLE: flags,
  OCR_LANGUAGES: ['English', 'en', 'eng,', 'eng;fra', '../eng', 'eng,fra,deu,spa,ita,por'],
  OCR_VISION: flags,
  SEARCH_RERANK: flags,
  UPLOAD_MAX_BYTES: numbers,
  DOCUMENTS_PER_OWNER: numbers,
  DOCUMENT_BYTES_PER_OWNER: numbers,
  TOKEN_SIGNING_KEYS: ['{', '[]', '{}', '[{"kty":"RSA"}]', '[{"kty":"EC","crv":"P-256","kid":""}]', 'secret'],
  ENCRYPTION_KEY: ['short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), '!'],
  AI_BACKEND_API_KEY: ['fifteen-letters'],
  ACCESS_TOKEN_SECONDS: numbers,
  REFRESH_TOKEN_SECONDS: numbers,
  TRUST_PROXY_HOPS: ['-1', 'true', 'loopback', '1.5'],
  RATE_LIMITS: flags,
  LOG_LEVEL: ['loud'],
  LOG_FORMAT: ['xml', 'JSON'],
  WORKER_CONCURRENCY: numbers,
  WORKER_PREFETCH: numbers,
  JOB_LEASE_MS: numbers,
  JOB_WAITING_MAX: numbers,
  JOB_WINDOW: numbers,
  OWNER_SHARE: numbers,
  OWNER_WAITING_MAX: numbers,
  JOB_GRACE_MS: numbers,
  DRAIN_MS: numbers,
  WEBHOOK_ALLOW_LOOPBACK: flags,
  OPENAI_BASE_URL: urls,
  OPENAI_MAX_TOKENS: numbers,
  ANTHROPIC_BASE_URL: urls,
  COMPATIBLE_BASE_URL: urls,
  EMBEDDING_BASE_URL: urls,
  EMBEDDING_DIMENSIONS: numbers,
  EMBEDDING_BATCH: numbers,
  MODEL_ORDER: ['openai,bard', ',', 'openai;anthropic'],
  MODEL_TIMEOUT_MS: numbers,
  OTEL_EXPORTER_OTLP_ENDPOINT: ['localhost:4318', 'grpc://collector.example:4317', ...urls],
  OTEL_TRACES_SAMPLER_ARG: ['-0.1', '1.1', 'always_on'],
  MODEL_CONTEXT_TOKENS: numbers,
};
/** Text of any kind. */
const unchecked = [
  'HOST',
  'REDIS_PREFIX',
  'OBJECTS_DIR',
  'OBJECTS_S3_ACCESS_KEY_ID',
  'OBJECTS_S3_SECRET_ACCESS_KEY',
  'CORS_ORIGINS',
  'OPENAI_API_KEY',
  'OPENAI_MODEL',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_MODEL',
  'COMPATIBLE_API_KEY',
  'COMPATIBLE_MODEL',
  'EMBEDDING_MODEL',
  'EMBEDDING_API_KEY',
];

const load = (more: Record<string, string | undefined> = {}): Config => loadConfig({ ...required, ...more });

/** The lines of the refusal, without its heading. */
function complaints(environment: Record<string, string | undefined>): string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('needs five values, and has a default or an absence for all others', () => {
    const config = load();
    expect(config).to.include({
      NODE_ENV: 'development',
      PORT: 5_000,
      RATE_LIMITS: true,
      PUBLIC_URL: 'http://localhost:5000',
      DATABASE_DIRECT_URL: required.DATABASE_URL,
      TRUST_PROXY_HOPS: 0,
      WEBHOOK_ALLOW_LOOPBACK: false,
    });
    expect(config.CORS_ORIGINS).to.deep.equal([]);
    for (const name of Object.keys(required)) {
      for (const absent of [undefined, '']) {
        const lines = complaints({ ...required, [name]: absent });
        expect(lines).to.have.length(1);
        expect(lines[0]).to.include(`- ${name} is missing (`);
      }
    }
  });

  it('is looked at variable by variable here: none is left out', () => {
    expect([...Object.keys(wrong), ...unchecked].sort()).to.deep.equal(Object.keys(variables).sort());
  });

  for (const [name, values] of Object.entries(wrong)) {
    it(`with a wrong ${name} stops with a line that names it`, () => {
      for (const value of values) {
        const bucket = { OBJECTS_S3_BUCKET: 'papers', OBJECTS_S3_REGION: 'garage' };
        const lines = complaints({ ...required, ...bucket, COMPATIBLE_MODEL: 'llama', [name]: value });
        expect(lines, value).to.have.length(1);
        expect(lines[0]).to.match(new RegExp(`^ +- ${name} `));
      }
    });
  }

  it('names everything that is wrong at once, and no secret', () => {
    const lines = complaints({
      DATABASE_URL: 'mysql://me:pass-word@db',
      REDIS_URL: 'http://:pass-word@cache',
      ENCRYPTION_KEY: 'not-a-good-key',
      AI_BACKEND_API_KEY: 'too-short-key',
      TOKEN_SIGNING_KEYS: '[{"kty":"EC","d":"private-part"}]',
      PORT: 'x',
    });
    const named = lines.map((line) => /- (\w+)/.exec(line)?.[1]).sort();
    expect(named).to.deep.equal(
      [
        'DATABASE_URL',
        'REDIS_URL',
        'ENCRYPTION_KEY',
        'AI_BACKEND_API_KEY',
        'TOKEN_SIGNING_KEYS',
        'PORT',
        'RABBITMQ_URL',
      ].sort(),
    );
    expect(lines.join('\n')).not.to.match(/pass-word|not-a-good|too-short|private-part/);
  });

  it('refuses names that have lost their meaning, with what replaced them', () => {
    for (const [name, instead] of [
      ['JWT_SECRET', 'TOKEN_SIGNING_KEYS'],
      ['JWT_SECRET_KEY', 'TOKEN_SIGNING_KEYS'],
      ['JWT_EXPIRES_IN', 'ACCESS_TOKEN_SECONDS'],
      ['AI_BACKEND_URL', 'RABBITMQ_URL'],
      ['CELERY_BROKER_URL', 'RABBITMQ_URL'],
    ] as const) {
      const lines = complaints({ ...required, [name]: 'a-secret-value' });
      expect(lines).to.have.length(1);
      expect(lines[0]).to.include(`${name} no longer has a meaning`).and.include(instead);
      expect(lines[0]).not.to.include('a-secret-value');
    }
  });

  it('takes the names of older deployments, unless the present one is set', () => {
    expect(load({ API_KEY: 'k'.repeat(20) }).AI_BACKEND_API_KEY).to.equal('k'.repeat(20));
    expect(load({ ENVIRONMENT: 'production' }).NODE_ENV).to.equal('production');
    const both = { AI_BACKEND_API_KEY: 'n'.repeat(20), API_KEY: 'o'.repeat(20) };
    expect(load(both).AI_BACKEND_API_KEY).to.equal('n'.repeat(20));
  });

  it('in production refuses conveniences of development', () => {
    const lines = complaints({ ...required, NODE_ENV: 'production', WEBHOOK_ALLOW_LOOPBACK: 'true' });
    expect(lines[0]).to.include('WEBHOOK_ALLOW_LOOPBACK');
    expect(load({ NODE_ENV: 'test', WEBHOOK_ALLOW_LOOPBACK: 'true' }).WEBHOOK_ALLOW_LOOPBACK).to.equal(true);
  });

  it('wants the model that a compatible endpoint shall serve', () => {
    const environment = { ...required, COMPATIBLE_BASE_URL: 'http://localhost:11434/v1' };
    expect(complaints(environment)[0]).to.include('COMPATIBLE_MODEL is missing');
    expect(complaints({ ...environment, COMPATIBLE_MODEL: 'llama' })).to.deep.equal([]);
  });

  it('wants a whole bucket or none', () => {
    const bucket = { ...required, OBJECTS_S3_BUCKET: 'papers', OBJECTS_S3_REGION: 'us-east-1' };
    expect(complaints(bucket)).to.deep.equal([]);
    for (const [name, environment] of [
      ['OBJECTS_S3_REGION', { ...required, OBJECTS_S3_BUCKET: 'papers' }],
      ['OBJECTS_S3_BUCKET', { ...required, OBJECTS_S3_ENDPOINT: 'http://localhost:9000' }],
      ['OBJECTS_S3_BUCKET', { ...required, OBJECTS_S3_REGION: 'us-east-1', OBJECTS_S3_PREFIX: 'scory' }],
      ['OBJECTS_S3_SECRET_ACCESS_KEY', { ...bucket, OBJECTS_S3_ACCESS_KEY_ID: 'key' }],
      ['OBJECTS_S3_ACCESS_KEY_ID', { ...bucket, OBJECTS_S3_SECRET_ACCESS_KEY: 'very-secret' }],
    ] as const) {
      const lines = complaints(environment);
      expect(lines, name).to.have.length(1);
      expect(lines[0])
        .to.match(new RegExp(`- ${name} is missing beside `))
        .and.not.include('very-secret');
    }
  });

  it('reads lists and switches', () => {
    const config = load({
      CORS_ORIGINS: ' https://a.example, https://b.example ,',
      MODEL_ORDER: 'anthropic, offline',
      RATE_LIMITS: '0',
      LOG_LEVEL: 'WARN',
    });
    expect(config.CORS_ORIGINS).to.deep.equal(['https://a.example', 'https://b.example']);
    expect(config.MODEL_ORDER).to.deep.equal(['anthropic', 'offline']);
    expect([config.RATE_LIMITS, config.LOG_LEVEL]).to.deep.equal([false, 'warn']);
  });
});
