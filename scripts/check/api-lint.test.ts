import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

const repository = path.resolve(import.meta.dirname, '../..');

// biome-ignore lint/suspicious/noExplicitAny: documents are broken on purpose, where no type allows it.
type Document = any;
type Break = (document: Document) => void;

const jobs = (document: Document) => document.paths['/api/v1/jobs/{id}'].get;
const me = (document: Document) => document.paths['/api/v1/me'];
const simplify = (document: Document) => document.paths['/api/v1/academic/simplify'].post;
const bodyOf = (document: Document) => simplify(document).requestBody.content['application/json'].schema;

/** By rule of redocly.yaml: one way to break it. */
const openApiFaults: Record<string, Break> = {
  struct: (document) => {
    document.paths['/health'].get.responses['200'].description = 7;
  },
  'no-unresolved-refs': (document) => {
    document.components.schemas.Job.properties.nowhere = { $ref: '#/components/schemas/Nowhere' };
  },
  'operation-operationId': (document) => void delete me(document).get.operationId,
  'operation-operationId-unique': (document) => {
    me(document).put.operationId = 'jobs_getJob';
  },
  'operation-summary': (document) => void delete jobs(document).summary,
  'rule/operation-succeeds': (document) => void delete me(document).get.responses['200'],
  'operation-4xx-response': (document) => {
    const { responses } = document.paths['/ready'].get;
    for (const status of Object.keys(responses)) if (status.startsWith('4')) delete responses[status];
  },
  'operation-4xx-problem-details-rfc7807': (document) => {
    jobs(document).responses['404'].content = { 'application/json': { schema: { type: 'object' } } };
  },
  'operation-tag-defined': (document) => {
    jobs(document).tags = ['unheard-of'];
  },
  'path-parameters-defined': (document) => {
    jobs(document).parameters = jobs(document).parameters.filter((one: Document) => one.in !== 'path');
  },
  'security-defined': (document) => void delete me(document).put.security,
  'no-invalid-schema-examples': (document) => {
    bodyOf(document).properties.invented = { type: 'integer', example: 'seven' };
  },
  'no-schema-type-mismatch': (document) => {
    bodyOf(document).properties.mixed = { type: 'object', items: { type: 'string' } };
  },
  'no-enum-type-mismatch': (document) => {
    bodyOf(document).properties.choice = { type: 'string', enum: ['a', 7] };
  },
  'no-required-schema-properties-undefined': (document) => {
    bodyOf(document).required = ['no_such_field'];
  },
  'no-unused-components': (document) => {
    document.components.schemas.Unused = { type: 'string' };
  },
  'rule/properties-in-snake-case': (document) => {
    bodyOf(document).properties.camelCase = { type: 'string' };
  },
  'rule/query-in-snake-case': (document) =>
    void document.paths['/api/v1/jobs'].get.parameters.push({
      name: 'pageSize',
      in: 'query',
      schema: { type: 'integer' },
    }),
};

const messageOf = (document: Document) => document.components.messages.papers_simplify;
const asyncApiFaults: Record<string, Break> = {
  struct: (document) => {
    document.operations.receive_papers_simplify.action = 'ponder';
  },
  'no-unresolved-refs': (document) => {
    document.channels.papers_simplify.messages.papers_simplify.$ref = '#/components/messages/nowhere';
  },
  'rule/properties-in-snake-case': (document) => {
    messageOf(document).payload.properties.camelCase = { type: 'string' };
  },
};

/** Rules that `npm run check` would name for the document with these faults in it. */
async function rulesBroken(
  name: 'openapi' | 'asyncapi',
  faults: Break[],
  folder: string,
): Promise<Set<string>> {
  const original = path.join(repository, `contracts/generated/${name}.json`);
  const document = JSON.parse(await readFile(original, 'utf8')) as Document;
  for (const fault of faults) fault(document);
  const broken = path.join(folder, `${name}.json`);
  await writeFile(broken, JSON.stringify(document));
  const settings = await readFile(path.join(repository, 'redocly.yaml'), 'utf8');
  const config = path.join(folder, `${name}.yaml`);
  await writeFile(config, settings.replace(`contracts/generated/${name}.json`, broken));
  const bin = path.join(repository, 'node_modules/@redocly/cli/bin/cli.js');
  const args = [bin, 'lint', name, '--config', config, '--format', 'json', '--max-problems', '1000'];
  const env = { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', REDOCLY_TELEMETRY: 'off' };
  const report = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const { problems } = JSON.parse(report) as { problems: { ruleId: string; severity: string }[] };
  return new Set(problems.filter(({ severity }) => severity === 'error').map(({ ruleId }) => ruleId));
}

for (const [name, faults] of Object.entries({ openapi: openApiFaults, asyncapi: asyncApiFaults })) {
  describe(`The lint of ${name}.json`, () => {
    let folder: string;
    let broken: Set<string>;

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'scory-lint-'));
      broken = await rulesBroken(name as 'openapi' | 'asyncapi', Object.values(faults), folder);
    });

    after(() => rm(folder, { recursive: true, force: true }));

    for (const rule of Object.keys(faults)) {
      it(`reports a document that breaks ${rule}`, () => {
        expect([...broken]).to.include(rule);
      });
    }

    it('has nothing to say about the document as it is', async () => {
      const found = await rulesBroken(name as 'openapi' | 'asyncapi', [], folder);
      expect([...found]).to.deep.equal([]);
    });
  });
}
