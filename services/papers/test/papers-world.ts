/** The papers' routes and worker on real servers, a model server that can be scripted and held, several owners. */
import type { Running } from '@scory/chassis/run.ts';
import type { Service } from '@scory/chassis/service.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import {
  documentsOwnerMerged,
  fetchCommand,
  ingestCommand,
  ingestFailures,
} from '@scory/contracts/documents/ingest.ts';
import { embedPassagesCommand, readPagesCommand } from '@scory/contracts/documents/ingest-parts.ts';
import { reembedCommand } from '@scory/contracts/documents/reembed.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { cleanCommand } from '@scory/contracts/jobs/clean.ts';
import { jobsOwnerMerged } from '@scory/contracts/jobs/jobs.ts';
import { papersOwnerMerged, simplifyCommand, simplifyFailures } from '@scory/contracts/papers/simplify.ts';
import { jobs } from '@scory/jobs/roles.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import { type StandIn, startStandIn } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { v7 as uuidv7 } from 'uuid';
import { papers } from '../roles.ts';
import { type ModelGate, openModelGate } from './model-gate.ts';

export const modelName = 'gpt-4o-mini';

/** A caller of its own, so that no test sees what another left. */
export const newOwner = (): Actor => ({
  owner_id: uuidv7(),
  role: 'student',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

/** Letters alone: a digit would be a quantity to the check of faithfulness. */
export const newName = (): string =>
  uuidv7().replace(/[\d-]/g, (mark) => (mark === '-' ? '' : 'ghijklmnop'[Number(mark)]!));

export const sentences = [
  'Sleep helps the brain to keep what was learned during the day.',
  'We asked 120 adults to learn a list of words in the evening.',
  'Half of the adults slept for eight hours and the others stayed awake.',
  'Adults who slept remembered 35 words on average.',
  'Adults who stayed awake remembered 21 words on average.',
  'We found no difference between women and men.',
];

/** Content that nobody has sent before, which the stand-in simplifies in one call that needs no repair. */
export const newContent = () => ({
  title: `Sleep and memory in the ${newName()} study`,
  abstract: sentences.join(' '),
  authors: ['Ada Lovelace', 'Rosalind Franklin'],
  year: 2024,
});

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
}

export interface CallOptions {
  /** Whose token, or which API key, or neither. */
  as?: Actor | string | null;
  /** Sent as it stands where it is a string. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface PapersWorld {
  world: TestWorld;
  running: Running & { url: string; aiUrl: string };
  model: StandIn;
  gate: ModelGate;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** POST /api/v1/academic/simplify */
  post(as: Actor, body: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
  /** The same, and its job when it has ended. */
  run(as: Actor, body: Record<string, unknown>): Promise<JobView>;
  get(as: Actor, path: string): Promise<Answer>;
  jobThat(as: Actor, id: string, what: string, holds: (job: JobView) => boolean): Promise<JobView>;
  close(): Promise<void>;
}

export async function openPapers(
  options: { environment?: Record<string, string>; services?: Service[]; roles?: string[] } = {},
): Promise<PapersWorld> {
  const model = await startStandIn();
  const gate = await openModelGate(model.url);
  const world = await createTestWorld({
    services: [papers, jobs, ...(options.services ?? [])],
    schemas: [llmSchema],
    commands: [
      simplifyCommand,
      fetchCommand,
      ingestCommand,
      readPagesCommand,
      embedPassagesCommand,
      reembedCommand,
      cleanCommand,
    ],
    subscriptions: [
      simplifyFailures,
      papersOwnerMerged,
      jobsOwnerMerged,
      ingestFailures,
      documentsOwnerMerged,
    ],
    environment: {
      RATE_LIMITS: 'false',
      OPENAI_API_KEY: 'stand-in',
      OPENAI_BASE_URL: `${gate.url}/v1`,
      OPENAI_MODEL: modelName,
      // As the stand-in answers them.
      EMBEDDING_DIMENSIONS: '64',
      // Asked only where a test sets a key for it.
      ANTHROPIC_BASE_URL: gate.url,
      ...options.environment,
    },
  });
  const running = await world.start(options.roles);

  const call: PapersWorld['call'] = async (method, path, { as = null, body, headers } = {}) => {
    const token = (actor: Actor): string =>
      running.runtime.access.signAccess(actor, { sessionId: uuidv7() }).token;
    const response = await fetch(path.startsWith('http') ? path : running.url + path, {
      method,
      headers: {
        ...(typeof as === 'string' ? { 'X-API-Key': as } : as && { Authorization: `Bearer ${token(as)}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  };
  const post: PapersWorld['post'] = (as, body, headers = {}) =>
    call('POST', '/api/v1/academic/simplify', { as, body, headers });
  const get: PapersWorld['get'] = (as, path) => call('GET', path, { as });

  return {
    world,
    running,
    model,
    gate,
    call,
    post,
    get,
    async run(as, body) {
      const { status, body: answer } = await post(as, body, { Prefer: 'wait=20' });
      expect(status, JSON.stringify(answer)).to.equal(200);
      expect(answer.data, 'a job').to.have.property('kind', 'papers.simplify');
      return answer.data;
    },
    async jobThat(as, id, what, holds) {
      let job: JobView | undefined;
      await until(what, async () => {
        job = (await get(as, `/api/v1/jobs/${id}`)).body.data as JobView;
        return holds(job);
      });
      return job as JobView;
    },
    async close() {
      gate.open();
      await world.close();
      await gate.close();
      await model.close();
    },
  };
}
