import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { type StandIn, startStandIn } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { schemas, services } from '../services.ts';
import { type CollectedSpan, startCollector } from './testing/collector.ts';
import { createTestWorld, type TestWorld, testEnvironment, until } from './testing/harness.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const client = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = `00-${client.traceId}-${client.spanId}-01`;
const patienceMs = 30_000;

/** Says on stderr which parts of the SDK a process loads. */
const spy = `data:text/javascript,${encodeURIComponent(`import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  if (/@opentelemetry\\/(sdk-trace|exporter)/.test(name)) process.stderr.write('LOADED ' + name + '\\n');
  return next(name, context);
} });`)}`;

interface Started {
  child: ChildProcess;
  url: string;
  /** What it wrote to stdout and stderr. */
  output(): string;
  stop(): Promise<number | null>;
}

describe('tracing', () => {
  let world: TestWorld;
  let model: StandIn;
  let collector: Awaited<ReturnType<typeof startCollector>>;
  const running: Started[] = [];

  async function start(role: string, environment: Record<string, string>): Promise<Started> {
    const child = fork(main, [role], {
      execArgv: ['--import', spy],
      env: { PATH: testEnvironment().PATH, ...world.environment, ...environment },
      silent: true,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part) => {
        text += part;
      });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const ports = await new Promise<{ public?: number }>((resolve, reject) => {
      child.once('message', (message) => resolve((message as { ports: { public?: number } }).ports));
      child.once('exit', () => reject(new Error(`${role} did not start: ${text}`)));
    });
    const started = {
      child,
      url: `http://127.0.0.1:${ports.public}`,
      output: () => text,
      stop() {
        if (child.connected) child.disconnect();
        child.kill('SIGTERM');
        return ended;
      },
    };
    running.push(started);
    return started;
  }

  async function simplify(url: string): Promise<{ id: string; status: string; attempt: number }> {
    const session = await fetch(`${url}/api/v1/auth/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { data: signedIn } = (await session.json()) as { data: { access_token: string } };
    const authorization = `Bearer ${signedIn.access_token}`;
    const abstract = `Adults who slept remembered 35 words. Adults who stayed awake remembered 21 words. (${crypto.randomUUID()})`;
    const response = await fetch(`${url}/api/v1/academic/simplify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, traceparent, prefer: 'wait=25' },
      body: JSON.stringify({
        reading_level: 'beginner',
        paper_content: { title: 'Sleep', authors: [], abstract },
      }),
    });
    return ((await response.json()) as { data: { id: string; status: string; attempt: number } }).data;
  }

  before(async () => {
    world = await createTestWorld({
      services,
      commands,
      subscriptions,
      schemas,
      environment: { LOG_LEVEL: 'info' },
    });
    model = await startStandIn();
  });
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
    await collector.close();
  });
  after(async () => {
    await model?.close();
    await world?.close();
  });

  const traced = (): Record<string, string> => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OPENAI_API_KEY: 'test',
    OPENAI_BASE_URL: `${model.url}/v1`,
  });
  const named = (name: string): CollectedSpan[] =>
    collector.spans.filter((span) => span.name === name && span.traceId === client.traceId);
  const only = (name: string): CollectedSpan => {
    const found = named(name);
    expect(found, name).to.have.length(1);
    return found[0] as CollectedSpan;
  };

  it('follows a request into another process, through a retry, to the model', async () => {
    const [api, worker] = await Promise.all([start('api', traced()), start('papers.worker', traced())]);
    model.script({ kind: 'status', status: 503 });
    const job = await simplify(api.url);
    expect(job).to.include({ status: 'succeeded', attempt: 1 });
    await Promise.all([api.stop(), worker.stop()]);

    const request = only('POST /api/v1/academic/simplify');
    expect(request.parentSpanId).to.equal(client.spanId);
    const accepted = only('accept papers.simplify');
    expect(accepted.parentSpanId).to.equal(request.spanId);
    expect(accepted.attributes['scory.job.id']).to.equal(job.id);
    const sent = named('publish papers.simplify');
    expect([...new Set(sent.map((span) => span.parentSpanId))]).to.deep.equal([accepted.spanId]);
    const runs = named('run papers.simplify');
    // Each try was sent for itself.
    const causes = new Set(runs.map((span) => span.parentSpanId));
    expect(causes.size).to.equal(2);
    expect(sent.map((span) => span.spanId)).to.include.members([...causes]);
    expect(runs.map((span) => span.attributes['scory.attempt'])).to.have.members([1, 2]);
    const calls = named('model openai');
    expect(new Set(calls.map((span) => span.parentSpanId))).to.deep.equal(
      new Set(runs.map((span) => span.spanId)),
    );
    expect(calls.map((span) => span.attributes['scory.outcome'])).to.have.members(['unavailable', 'ok']);
    expect(only('publish papers.simplify.succeeded').parentSpanId).to.equal(accepted.spanId);

    const failed = runs.find((span) => span.attributes['scory.attempt'] === 1);
    expect(failed?.status).to.include({ code: 2, message: 'MODEL_UNAVAILABLE' });
    const processes = new Set([request, ...runs].map((span) => span.resource['service.instance.id']));
    expect(processes.size).to.equal(2);
    expect(runs[0]?.resource['scory.roles']).to.equal('papers.worker');
    const line = worker
      .output()
      .split('\n')
      .find((text) => text.includes('"a run failed"'));
    expect(JSON.parse(line ?? '{}')).to.include({ trace_id: client.traceId, job_id: job.id });
    expect(JSON.stringify(collector.spans)).to.not.include('Adults who');
  });

  it('harms no job and no stop when the collector never answers', async () => {
    collector.hang();
    const all = await start('all', traced());
    expect((await simplify(all.url)).status).to.equal('succeeded');
    await until('spans are sent', () => collector.requests() > 0, patienceMs);
    expect(await all.stop()).to.equal(0);
    expect(collector.spans).to.deep.equal([]);
  });

  it('says once that the collector is away', async () => {
    const all = await start('all', { ...traced(), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect((await simplify(all.url)).status).to.equal('succeeded');
    await until('it is said', () => all.output().includes('"task":"tracing"'), patienceMs);
    expect(await all.stop()).to.equal(0);
    expect(all.output().match(/"task":"tracing"/g)).to.have.length(1);
  });

  it('keeps to what the caller decided, and else to the share that is configured', async () => {
    const all = await start('all', { ...traced(), OTEL_TRACES_SAMPLER_ARG: '0' });
    expect((await simplify(all.url)).status).to.equal('succeeded');
    await all.stop();
    expect(named('run papers.simplify')).to.have.length(1);
    expect(collector.spans.filter((span) => span.traceId !== client.traceId)).to.deep.equal([]);
  });

  it('loads nothing unless a collector is configured', async () => {
    const [off, on] = await Promise.all([start('all', {}), start('all', traced())]);
    expect((await simplify(off.url)).status).to.equal('succeeded');
    expect(off.output()).to.not.include('LOADED');
    expect(on.output()).to.include('LOADED @opentelemetry/sdk-trace');
  });
});
