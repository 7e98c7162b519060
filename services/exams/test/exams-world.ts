/** Exams, the documents they are made from, and a stand-in for the model, on real servers; a client that speaks for several owners. */
import type { Running } from '@scory/chassis/run.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ExamWithItems } from '@scory/contracts/exams/exams.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { documents } from '@scory/documents/roles.ts';
import { multipart } from '@scory/documents/test/material.ts';
import { jobs } from '@scory/jobs/roles.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import {
  type Behaviour,
  type StandIn,
  type StandInRequest,
  startStandIn,
} from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { v7 as uuidv7 } from 'uuid';
import type { Draft } from '../prompts/make-items.ts';
import { exams } from '../roles.ts';
import { createItemMaker, type ItemMaker } from './item-maker.ts';

export const newOwner = (role: Actor['role'] = 'student', faculty_id: string | null = null): Actor => ({
  owner_id: uuidv7(),
  role,
  faculty_id,
  semester_id: null,
  api_key_id: null,
});

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
}

export interface ExamsWorld {
  world: TestWorld;
  running: Running & { url: string };
  model: StandIn;
  maker: ItemMaker;
  call(
    method: string,
    path: string,
    options?: { as?: Actor | null; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>;
  /** Uploads a text, waits until it is read; its id. */
  upload(
    as: Actor,
    text: string,
    options?: { fields?: Record<string, string>; type?: string; fileName?: string },
  ): Promise<string>;
  /** Asks for an exam and waits for the end of its job. */
  make(as: Actor, body: Record<string, unknown>): Promise<{ job: JobView; examId: string }>;
  exam(as: Actor, id: string): Promise<ExamWithItems>;
  job(as: Actor, id: string): Promise<JobView>;
  ended(as: Actor, id: string): Promise<JobView>;
  close(): Promise<void>;
}

export interface ExamsOptions {
  offline?: boolean;
  environment?: Record<string, string>;
  spoil?: (draft: Draft, rejected: boolean) => Draft;
  behave?: (request: StandInRequest) => Behaviour | undefined;
  latencyMs?: number;
  /** What the process of the test runs; all by default. */
  roles?: string[];
}

export async function openExams(options: ExamsOptions = {}): Promise<ExamsWorld> {
  const maker = createItemMaker(options.spoil);
  const model = await startStandIn({
    respond: maker.respond,
    ...(options.behave && { behave: options.behave }),
    ...(options.latencyMs && { latencyMs: options.latencyMs }),
  });
  const world = await createTestWorld({
    services: [documents, exams, jobs],
    schemas: [llmSchema],
    commands,
    subscriptions,
    environment: {
      RATE_LIMITS: 'false',
      ...(!options.offline && {
        OPENAI_API_KEY: 'stand-in',
        OPENAI_BASE_URL: `${model.url}/v1`,
        EMBEDDING_MODEL: 'offline',
        ANTHROPIC_BASE_URL: model.url,
      }),
      ...options.environment,
    },
  });
  const running = await world.start(options.roles);

  const call: ExamsWorld['call'] = async (method, path, { as = null, body, headers } = {}) => {
    const raw = body instanceof Uint8Array;
    const token = as && running.runtime.access.signAccess(as, { sessionId: uuidv7() }).token;
    const response = await fetch(running.url + path, {
      method,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && !raw && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const job: ExamsWorld['job'] = async (as, id) =>
    (await call('GET', `/api/v1/jobs/${id}`, { as })).body.data;
  const ended: ExamsWorld['ended'] = async (as, id) => {
    await until(`job ${id} ends`, async () => (await job(as, id)).finished_at !== null, 120_000);
    return job(as, id);
  };

  return {
    ...{ world, running, model, maker, call, job, ended },
    async upload(as, content, { fields = {}, type = 'text/markdown', fileName = 'course.md' } = {}) {
      const given = Object.entries(fields).map(([name, value]) => ({ name, content: value }));
      const form = multipart([...given, { name: 'file', content, fileName, type }]);
      const { body } = await call('POST', '/api/v1/documents', {
        as,
        body: new Uint8Array(form.body),
        headers: { 'Content-Type': form.contentType, Prefer: 'wait=30' },
      });
      expect(body.data?.status, JSON.stringify(body)).to.equal('succeeded');
      return body.data.result.document_id;
    },
    async make(as, body) {
      const { status, body: answer } = await call('POST', '/api/v1/exams', { as, body });
      expect(status, JSON.stringify(answer)).to.equal(202);
      return { job: await ended(as, answer.data.id), examId: answer.metadata.exam_id };
    },
    async exam(as, id) {
      const { status, body } = await call('GET', `/api/v1/exams/${id}`, { as });
      expect(status, JSON.stringify(body)).to.equal(200);
      return body.data;
    },
    async close() {
      await world.close();
      await model.close();
    },
  };
}
