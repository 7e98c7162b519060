import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

const repository = path.resolve(import.meta.dirname, '../..');
const config = path.join(repository, '.dependency-cruiser.cjs');
const { forbidden } = createRequire(import.meta.url)(config) as {
  forbidden: { name: string; from: { path?: string } }[];
};

/** By rule: what breaks it, as files with what they import. Nothing else in the tree is forbidden. */
const violations: Record<string, Record<string, string[]>> = {
  'no-cycles': { 'services/chassis/ring-a.ts': ['./ring-b.ts'] },
  'contracts-are-data': {
    'contracts/knows-a-service.ts': ['@scory/papers/leaf.ts'],
    'contracts/does-io.ts': ['node:fs'],
    'contracts/uses-a-library.ts': ['express'],
  },
  'chassis-knows-no-capability': {
    'services/chassis/knows-a-service.ts': ['@scory/documents/leaf.ts'],
    'services/chassis/knows-models.ts': ['@scory/llm/leaf.ts'],
  },
  'llm-knows-no-capability': { 'services/llm/knows-a-service.ts': ['@scory/papers/leaf.ts'] },
  'services-do-not-know-each-other': {
    'services/papers/knows-documents.ts': ['@scory/documents/leaf.ts'],
    'services/notifier/handlers/knows-jobs.ts': ['../../jobs/leaf.ts'],
    'services/identity/knows-papers-by-type.ts': ['type @scory/papers/leaf.ts'],
  },
  'domain-does-no-io': {
    'services/papers/domain/asks-the-database.ts': ['pg'],
    'services/documents/domain/reads-files.ts': ['node:fs/promises'],
    'services/exams/domain/starts-processes.ts': ['node:child_process'],
  },
  'only-chassis-speaks-amqp': { 'services/notifier/publishes.ts': ['amqplib'] },
  'only-one-file-knows-opentelemetry': {
    'services/papers/begins-spans.ts': ['@opentelemetry/api'],
    'services/chassis/loads-tracing-always.ts': ['./tracing/otlp.ts'],
  },
  'only-the-s3-store-knows-its-sdk': {
    'services/papers/asks-a-bucket.ts': ['@aws-sdk/client-s3'],
    'services/chassis/loads-the-bucket-always.ts': ['./objects/s3/client.ts'],
  },
  'only-llm-calls-models': {
    'services/papers/asks-openai.ts': ['openai'],
    'services/chassis/asks-anthropic.ts': ['@anthropic-ai/sdk'],
    'services/documents/embeds-alone.ts': ['@energetic-ai/core'],
  },
};

/** What the rules must let pass, close to what they forbid. */
const allowed: Record<string, string[]> = {
  'contracts/shape.ts': ['zod', './leaf.ts'],
  'services/chassis/speaks-amqp.ts': ['amqplib', '@scory/contracts/leaf.ts', 'node:fs'],
  'services/llm/asks-models.ts': ['openai', '@anthropic-ai/sdk', '@scory/chassis/leaf.ts'],
  'services/papers/uses-what-it-may.ts': [
    '@scory/chassis/leaf.ts',
    '@scory/llm/leaf.ts',
    './domain/pure.ts',
    'pg',
  ],
  'services/papers/domain/pure.ts': ['@scory/contracts/leaf.ts', './leaf.ts'],
  'services/papers/test/flow.int.test.ts': ['@scory/documents/leaf.ts', 'amqplib', 'openai'],
  'services/chassis/testing/world.ts': ['@scory/papers/leaf.ts'],
  'services/chassis/tracing/otlp.ts': ['@opentelemetry/api'],
  'services/chassis/objects/s3/client.ts': ['@aws-sdk/client-s3'],
  // A ring is reported once, at its first file.
  'services/chassis/ring-b.ts': ['./ring-a.ts'],
  // Types alone make no ring at run time.
  'services/chassis/shape-a.ts': ['type ./shape-b.ts'],
  'services/chassis/shape-b.ts': ['type ./shape-a.ts'],
  'services/papers/domain/leaf.ts': [],
};

const rooms = ['contracts', 'chassis', 'llm', 'papers', 'documents', 'jobs', 'notifier', 'identity'];
const folderOf = (room: string): string => (room === 'contracts' ? room : `services/${room}`);
const libraries = [
  'zod',
  'express',
  'pg',
  'amqplib',
  'openai',
  '@anthropic-ai/sdk',
  '@opentelemetry/api',
  '@aws-sdk/client-s3',
  '@energetic-ai/core',
  '@opentelemetry/api',
];

const textOf = (imports: string[]): string => {
  const lines = imports.map((target, index) => {
    const [, type = '', from] = /^(type )?(.*)$/.exec(target) ?? [];
    return `import ${type}{ value as v${index} } from '${from}';\nexport ${type}{ v${index} };`;
  });
  return `${lines.join('\n')}\nexport const value = 1;\n`;
};

async function write(root: string, file: string, text: string): Promise<void> {
  const target = path.join(root, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

async function makeTree(root: string): Promise<void> {
  const files = Object.assign({}, allowed, ...Object.values(violations)) as Record<string, string[]>;
  for (const [file, imports] of Object.entries(files)) await write(root, file, textOf(imports));
  for (const name of libraries) {
    const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js' };
    await write(root, `node_modules/${name}/package.json`, JSON.stringify(manifest));
    await write(root, `node_modules/${name}/index.js`, 'export const value = 1;\n');
  }
  await mkdir(path.join(root, 'node_modules/@scory'));
  for (const room of rooms) {
    await write(root, `${folderOf(room)}/leaf.ts`, textOf([]));
    const manifest = { name: `@scory/${room}`, type: 'module' };
    await write(root, `${folderOf(room)}/package.json`, JSON.stringify(manifest));
    await symlink(path.join(root, folderOf(room)), path.join(root, 'node_modules/@scory', room));
  }
  const dependencies = Object.fromEntries(libraries.map((name) => [name, '1.0.0']));
  await write(root, 'package.json', JSON.stringify({ name: 'fixture', type: 'module', dependencies }));
  await write(root, 'tsconfig.json', JSON.stringify({ compilerOptions: { module: 'nodenext' } }));
}

interface Violation {
  from: string;
  rule: { name: string };
}

/** Runs the tool as `npm run check` does; it ends with the number of violations. */
function cruise(root: string): Promise<Violation[]> {
  const bin = path.join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [bin, '--config', config, '--output-type', 'json', 'contracts', 'services'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      try {
        const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
        resolve(summary.violations);
      } catch {
        reject(new Error(`dependency-cruiser printed no report: ${stderr}`, { cause: error }));
      }
    });
  });
}

describe('The dependency rules', () => {
  let root: string;
  let found: Violation[];

  before(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'scory-rules-')));
    await makeTree(root);
    found = await cruise(root);
  });

  after(() => rm(root, { recursive: true, force: true }));

  it('have an example each, so that a rule that catches nothing is noticed', () => {
    expect(forbidden.map((rule) => rule.name).sort()).to.deep.equal(Object.keys(violations).sort());
  });

  it('know every service by its name', async () => {
    const among = forbidden.find((rule) => rule.name === 'services-do-not-know-each-other')?.from.path ?? '';
    const folders = await readdir(path.join(repository, 'services'), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const unknown = names.filter((name) => !new RegExp(among).test(`services/${name}/roles.ts`));
    expect(unknown.sort()).to.deep.equal(['chassis', 'llm']);
  });

  for (const [rule, files] of Object.entries(violations)) {
    it(`${rule}: is reported for each file that breaks it`, () => {
      const reported = found.filter((violation) => violation.rule.name === rule).map(({ from }) => from);
      expect(new Set(reported)).to.deep.equal(new Set(Object.keys(files)));
    });
  }

  it('report nothing about what is allowed', () => {
    const broken = Object.values(violations).flatMap((files) => Object.keys(files));
    expect(found.filter((violation) => !broken.includes(violation.from))).to.deep.equal([]);
  });
});
