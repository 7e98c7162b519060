/** Attempts and marking on real servers, with a model that can be scripted and held, and callers of several kinds. */
import type { Running } from '@scory/chassis/run.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { jobs } from '@scory/jobs/roles.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import { type StandIn, type StandInOptions, startStandIn } from '@scory/llm/stand-in/server.ts';
import { v7 as uuidv7 } from 'uuid';
import { exams } from '../roles.ts';
import { type ExamToInsert, type InsertedExam, insertExam } from './exam-rows.ts';
import { markLikeAPerson } from './marker-stand-in.ts';

export const actorOf = (role: Actor['role'] = 'student', more: Partial<Actor> = {}): Actor => ({
  owner_id: uuidv7(),
  role,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
  ...more,
});

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
  text: string;
}

export interface MarkingWorld {
  world: TestWorld;
  running: Running & { url: string };
  model: StandIn;
  author: Actor;
  call(
    as: Actor | string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  get(as: Actor | string, path: string): Promise<Answer>;
  post(as: Actor | string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(as: Actor, path: string, body: unknown): Promise<Answer>;
  /** An exam of the author's, published for these takers where there are some. */
  exam(exam: Omit<ExamToInsert, 'ownerId'> & { takers?: Actor[] }): Promise<InsertedExam & { path: string }>;
  jobThatEnded(as: Actor | string, id: string): Promise<JobView>;
  close(): Promise<void>;
}

export async function openMarkingWorld(
  options: {
    offline?: boolean;
    model?: StandInOptions;
    environment?: Record<string, string>;
    /** Of the process that is started at first. */
    roles?: string[];
  } = {},
): Promise<MarkingWorld> {
  const model = await startStandIn({ respond: markLikeAPerson, ...options.model });
  const world = await createTestWorld({
    services: [exams, jobs],
    schemas: [llmSchema],
    commands: commands.filter(({ kind }) => /^(exams|jobs)\./.test(kind)),
    subscriptions: subscriptions.filter(({ name }) => /^(exams|jobs)\./.test(name)),
    environment: {
      RATE_LIMITS: 'false',
      ...(!options.offline && {
        OPENAI_API_KEY: 'stand-in',
        OPENAI_BASE_URL: `${model.url}/v1`,
        OPENAI_MODEL: 'gpt-4o-mini',
      }),
      ...options.environment,
    },
  });
  const running = await world.start(options.roles);
  const author = actorOf('academic');

  const call: MarkingWorld['call'] = async (as, method, path, body, headers = {}) => {
    const credentials: Record<string, string> =
      typeof as === 'string'
        ? { 'X-API-Key': as }
        : { Authorization: `Bearer ${running.runtime.access.signAccess(as, { sessionId: uuidv7() }).token}` };
    const response = await fetch(running.url + path, {
      method,
      headers: {
        ...credentials,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };

  return {
    world,
    running,
    model,
    author,
    call,
    get: (as, path) => call(as, 'GET', path),
    post: (as, path, body, headers) => call(as, 'POST', path, body ?? {}, headers),
    put: (as, path, body) => call(as, 'PUT', path, body),
    async exam({ takers, publication, ...exam }) {
      const forThem = takers && { user_ids: takers.map(({ owner_id }) => owner_id) };
      const inserted = await insertExam((sql, parameters) => world.query(sql, parameters), {
        ...exam,
        ownerId: author.owner_id,
        ...((forThem || publication) && { publication: { ...forThem, ...publication } }),
      });
      return { ...inserted, path: `/api/v1/exams/${inserted.id}` };
    },
    async jobThatEnded(as, id) {
      let job: JobView | undefined;
      await until(
        'the job ends',
        async () => {
          job = (await call(as, 'GET', `/api/v1/jobs/${id}`)).body.data as JobView;
          return job.finished_at !== null;
        },
        30_000,
      );
      return job as JobView;
    },
    async close() {
      await world.close();
      await model.close();
    },
  };
}
