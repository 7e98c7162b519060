/** The rules of the house (ARCHITECTURE.md): who may know whom. */
const services = 'identity|papers|documents|exams|jobs|notifier';
const tests = '\\.test\\.ts$|/test/|/testing/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contracts-are-data',
      severity: 'error',
      from: { path: '^contracts/', pathNot: tests },
      to: { pathNot: '^contracts/|^node_modules/zod/' },
    },
    {
      name: 'chassis-knows-no-capability',
      severity: 'error',
      from: { path: '^services/chassis/', pathNot: tests },
      to: { path: `^services/(llm|${services})/` },
    },
    {
      name: 'llm-knows-no-capability',
      severity: 'error',
      from: { path: '^services/llm/', pathNot: tests },
      to: { path: `^services/(${services})/` },
    },
    {
      name: 'services-do-not-know-each-other',
      severity: 'error',
      from: { path: `^services/(${services})/`, pathNot: tests },
      to: { path: `^services/(${services})/`, pathNot: '^services/$1/' },
    },
    {
      name: 'domain-does-no-io',
      severity: 'error',
      from: { path: '^services/[^/]+/domain/', pathNot: tests },
      to: {
        path: '^node_modules/(express|typeorm|pg|redis|amqplib|openai|@anthropic-ai)/|^(node:)?(fs|net|http|https|child_process)',
      },
    },
    {
      name: 'only-chassis-speaks-amqp',
      severity: 'error',
      from: { path: '^(services|contracts)/', pathNot: `^services/chassis/|${tests}` },
      to: { path: '^node_modules/amqplib/' },
    },
    {
      // It is loaded where a collector is configured, and nowhere else.
      name: 'only-one-file-knows-opentelemetry',
      severity: 'error',
      from: { path: '^(services|contracts)/', pathNot: `^services/chassis/tracing/otlp\\.ts$|${tests}` },
      to: {
        path: '^node_modules/@opentelemetry/|^services/chassis/tracing/otlp\\.ts$',
        dependencyTypesNot: ['dynamic-import'],
      },
    },
    {
      // It is loaded where a bucket is configured, and nowhere else.
      name: 'only-the-s3-store-knows-its-sdk',
      severity: 'error',
      from: { path: '^(services|contracts)/', pathNot: `^services/chassis/objects/s3/|${tests}` },
      to: {
        path: '^node_modules/@(aws-sdk|smithy)/|^services/chassis/objects/s3/',
        dependencyTypesNot: ['dynamic-import'],
      },
    },
    {
      name: 'only-llm-calls-models',
      severity: 'error',
      from: { path: '^(services|contracts)/', pathNot: `^services/llm/|${tests}` },
      to: { path: '^node_modules/(openai|@anthropic-ai|@energetic-ai)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
