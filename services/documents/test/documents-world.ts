/** The documents' routes and worker on real servers, with a client that speaks for several owners. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Running } from '@scory/chassis/run.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { v7 as uuidv7 } from 'uuid';
import { documentsProgram } from './documents-program.ts';
import { multipart } from './material.ts';

export const actorOf = (
  owner_id: string,
  role: Actor['role'] = 'student',
  faculty_id: string | null = null,
): Actor => ({ owner_id, role, faculty_id, semester_id: null, api_key_id: null });

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
}

export interface CallOptions {
  /** Default: the world's owner; null calls without a token. */
  actor?: Actor | null;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export interface FileToSend {
  content: string | Buffer;
  fileName?: string;
  type?: string;
  fields?: Record<string, string>;
  part?: string;
}

export const maxBytes = 2_000_000;

export interface DocumentsWorld {
  world: TestWorld;
  running: Running & { url: string };
  owner: Actor;
  authorization(actor?: Actor): string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Uploads and waits for the job. */
  upload(file: FileToSend, options?: { actor?: Actor; headers?: Record<string, string> }): Promise<Answer>;
  /** Runs `work`, which must make no document. */
  unchanged(work: () => Promise<void>): Promise<void>;
  /** Keys and half-written files of uploads. */
  leftOvers(): Promise<string[]>;
  /** Resolves when no upload has left anything. */
  clean(): Promise<void>;
  /** Keys of the object store that belong to a document. */
  keysOf(actor: Actor, id: string): Promise<string[]>;
}

/** @param roles of the process that the world starts with. */
export async function openDocumentsWorld(
  environment: Record<string, string> = {},
  roles?: string[],
): Promise<DocumentsWorld> {
  const world = await createTestWorld({
    ...documentsProgram,
    environment: { UPLOAD_MAX_BYTES: String(maxBytes), RATE_LIMITS: 'false', ...environment },
  });
  const running = await world.start(roles);
  const { access, objects } = running.runtime;
  const owner = actorOf(uuidv7());
  const authorization = (actor = owner): string =>
    `Bearer ${access.signAccess(actor, { sessionId: uuidv7() }).token}`;
  const count = async (): Promise<number> => (await world.query('SELECT id FROM documents.documents')).length;

  async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { actor = owner, body, headers } = options;
    const response = await fetch(running.url + path, {
      method,
      headers: { ...(actor && { Authorization: authorization(actor) }), ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  async function leftOvers(): Promise<string[]> {
    const bucket = world.config.OBJECTS_S3_BUCKET !== undefined;
    const left = bucket ? [] : await readdir(join(world.config.OBJECTS_DIR, '.incoming'));
    for await (const key of objects.list('uploads/')) left.push(key);
    return left;
  }

  return {
    world,
    running,
    owner,
    authorization,
    call,
    leftOvers,
    upload(file, options = {}) {
      const { content, fileName = 'paper.pdf', type = 'application/pdf', part = 'file' } = file;
      const fields = Object.entries(file.fields ?? {}).map(([name, value]) => ({ name, content: value }));
      const form = multipart([...fields, { name: part, content, fileName, type }]);
      return call('POST', '/api/v1/documents', {
        ...options,
        body: new Uint8Array(form.body),
        headers: { 'Content-Type': form.contentType, Prefer: 'wait=30', ...options.headers },
      });
    },
    async unchanged(work) {
      const before = await count();
      await work();
      expect(await count(), 'rows of documents').to.equal(before);
    },
    clean: () => until('the store has no half uploads', async () => (await leftOvers()).length === 0),
    async keysOf(actor, id) {
      const keys: string[] = [];
      for await (const key of objects.list(`documents/${actor.owner_id}/${id}/`)) keys.push(key);
      return keys;
    },
  };
}
