/** The exams' routes on real servers, with exams that are there without having been made, and whoever wants to see them. */
import type { Running } from '@scory/chassis/run.ts';
import type { EventHandler, Service } from '@scory/chassis/service.ts';
import { createTestWorld, type TestWorld } from '@scory/chassis/testing/harness.ts';
import { defineSubscription } from '@scory/contracts/define.ts';
import type { Actor, EventEnvelope } from '@scory/contracts/envelope.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import { v7 as uuidv7 } from 'uuid';
import { exams } from '../roles.ts';
import { sampleItem } from './sample-items.ts';

export const actorOf = (role: Actor['role'], of: Partial<Actor> = {}): Actor => ({
  owner_id: uuidv7(),
  role,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
  ...of,
});

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
}

export interface PublishingWorld {
  world: TestWorld;
  running: Running & { url: string };
  /** Events of the exams, as another service receives them. */
  events: EventEnvelope[];
  call(method: string, path: string, options: { actor: Actor | null; body?: unknown }): Promise<Answer>;
  /** An exam of that author, a draft unless said otherwise; its id. */
  insertExam(
    author: Actor,
    options?: { items?: readonly Item[]; status?: string; title?: string; language?: string },
  ): Promise<string>;
  close(): Promise<void>;
}

const listening = defineSubscription({
  name: 'listener.exams',
  patterns: ['exams.#'],
  summary: 'Hears of exams',
});

export async function openPublishingWorld(): Promise<PublishingWorld> {
  const events: EventEnvelope[] = [];
  const hears: EventHandler = { contract: listening, handle: async (event) => void events.push(event) };
  const listener: Service = { name: 'listener', worker: () => ({ events: [hears] }) };
  const world = await createTestWorld({
    services: [exams, listener],
    commands: [],
    subscriptions: [listening],
    environment: { RATE_LIMITS: 'false' },
  });
  const running = await world.start(['exams.api', 'listener.worker']);

  return {
    world,
    running,
    events,
    async call(method, path, { actor, body }) {
      const token = actor && running.runtime.access.signAccess(actor, { sessionId: uuidv7() }).token;
      const response = await fetch(`${running.url}/api/v1${path}`, {
        method,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const isJson = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        body: isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined,
      };
    },
    async insertExam(author, options = {}) {
      const {
        items = [sampleItem('mcq', 1)],
        status = 'draft',
        title = 'Cell biology',
        language = 'en',
      } = options;
      const id = uuidv7();
      await world.query(
        `INSERT INTO exams.exams (id, owner_id, status, title, language, seed, request, job_id)
         VALUES ($1, $2, $3, $4, $5, 42, '{}', $6)`,
        [id, author.owner_id, status, title, language, uuidv7()],
      );
      for (const item of items) await insertItem(world, id, author, item);
      return id;
    },
    close: () => world.close(),
  };
}

async function insertItem(world: TestWorld, examId: string, author: Actor, item: Item): Promise<void> {
  await world.query(
    `INSERT INTO exams.items (id, version, owner_id, type, stem, body, key, explanation, difficulty, bloom, topic, tags,
       marks, sources, origin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[item.id, item.version, author.owner_id, item.type, item.stem],
      ...[JSON.stringify(item.body), JSON.stringify(item.key), item.explanation, item.difficulty, item.bloom],
      ...[item.topic, item.tags, item.marks, JSON.stringify(item.sources), item.origin],
    ],
  );
  await world.query('INSERT INTO exams.exam_items VALUES ($1, $2, $3, $4, $5)', [
    examId,
    item.position,
    item.id,
    item.version,
    item.marks,
  ]);
}
