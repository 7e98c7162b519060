import type { Running } from '@scory/chassis/run.ts';
import { createTestWorld, type TestWorld } from '@scory/chassis/testing/harness.ts';
import { commands, routes, subscriptions } from '@scory/contracts/catalog.ts';
import type { RouteContract } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ItemDraft } from '@scory/contracts/exams/items.ts';
import { makePdf } from '@scory/documents/test/material.ts';
import { insertExam } from '@scory/exams/test/exam-rows.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { services } from '../../services.ts';
import { newOwner } from './jobs-world.ts';

type Thing =
  | ('document' | 'paper' | 'job' | 'endpoint' | 'delivery')
  // An exam that nobody takes, one with an attempt in progress, and one whose attempt is marked and objected to.
  | (
      | 'exam'
      | 'begunExam'
      | 'markedExam'
      | 'item'
      | 'begunAttempt'
      | 'markedAttempt'
      | 'otherItem'
      | 'appeal'
    );

interface Case {
  thing: Thing;
  query?: string;
  body?: (ids: Record<Thing, string>) => unknown;
}

const question: ItemDraft = {
  type: 'true_false',
  stem: 'Sleep helps the brain.',
  body: {},
  key: { value: true },
  marks: 1,
  difficulty: 'easy',
  bloom: 'remember',
  topic: 'Sleep',
  tags: [],
};

/** A file that differs from the one of `make`. */
function otherFile(): FormData {
  const form = new FormData();
  form.set('file', new Blob(['Naps help the brain, too.'], { type: 'text/plain' }), 'b.txt');
  return form;
}

/** Every route that names one thing of an owner, and what its path names. A route that is missing fails the test. */
const cases: Record<string, Case> = {
  'papers.getPaper': { thing: 'paper' },
  'documents.getDocument': { thing: 'document' },
  'documents.getPage': { thing: 'document' },
  'documents.getPageImage': { thing: 'document' },
  'documents.getFile': { thing: 'document' },
  'documents.listPassages': { thing: 'document' },
  'documents.putContent': { thing: 'document', body: otherFile },
  'documents.postIngest': { thing: 'document' },
  'documents.deleteDocument': { thing: 'document' },
  'exams.getExam': { thing: 'exam' },
  'exams.putExam': { thing: 'exam', body: () => ({ revision: 0, title: 'Mine', items: [question] }) },
  'exams.publishExam': {
    thing: 'exam',
    body: () => ({ audience: 'users', user_ids: [uuidv7()] }),
  },
  'exams.exportExam': { thing: 'exam', query: '?format=csv' },
  'exams.deleteExam': { thing: 'exam' },
  'exams.listItemVersions': { thing: 'item' },
  'exams.startAttempt': { thing: 'exam', body: () => ({}) },
  'exams.listAttempts': { thing: 'markedExam' },
  'exams.getAttempt': { thing: 'markedExam' },
  'exams.saveAnswers': { thing: 'begunExam', body: () => ({ answers: {} }) },
  'exams.submitAttempt': { thing: 'begunExam', body: () => ({}) },
  'exams.postAppeal': {
    thing: 'markedExam',
    body: ({ otherItem }) => ({ item_id: otherItem, text: 'It was right.' }),
  },
  'exams.listAppeals': { thing: 'markedExam' },
  'exams.decideAppeal': {
    thing: 'markedExam',
    body: () => ({ status: 'rejected', decision: 'It was not.' }),
  },
  'exams.listReview': { thing: 'markedExam' },
  'exams.putMark': { thing: 'markedExam', body: () => ({ points: 1, reason: 'It was right.' }) },
  'exams.listMarks': { thing: 'markedExam' },
  'exams.getStatistics': { thing: 'markedExam' },
  'exams.getGradebook': { thing: 'markedExam' },
  'jobs.getJob': { thing: 'job' },
  'jobs.cancelJob': { thing: 'job' },
  'jobs.streamJob': { thing: 'job' },
  'notifier.getEndpoint': { thing: 'endpoint' },
  'notifier.putEndpoint': {
    thing: 'endpoint',
    body: () => ({ url: 'https://hooks.example/other', event_types: ['*'] }),
  },
  'notifier.deleteEndpoint': { thing: 'endpoint' },
  'notifier.rotateSecret': { thing: 'endpoint' },
  'notifier.testEndpoint': { thing: 'endpoint' },
  'notifier.listDeliveries': { thing: 'endpoint' },
  'notifier.replayDeliveries': { thing: 'endpoint', body: ({ delivery }) => ({ delivery_id: delivery }) },
};

/** What further parameters of a path name in this world. */
function further(parameter: string, thing: Thing, ids: Record<Thing, string>): string {
  switch (parameter) {
    case 'number':
      return '1';
    case 'attempt_id':
      return thing === 'begunExam' ? ids.begunAttempt : ids.markedAttempt;
    case 'item_id':
      return ids.item;
    case 'appeal_id':
      return ids.appeal;
    default:
      throw new Error(`nothing here is a ${parameter}`);
  }
}

/** Nobody's own: anybody may read it, or only administrators may touch it. */
const isShared = ({ access }: RouteContract): boolean =>
  access.kind === 'open' || (access.kind === 'roles' && access.roles.every((role) => role === 'admin'));
const named = routes.filter((contract) => contract.path.includes('{'));
const owned = named.filter((contract) => !isShared(contract));
const lists = routes.filter(
  (contract) => contract.method === 'get' && contract.access.kind !== 'open' && !contract.path.includes('{'),
);

describe('what belongs to another owner', function () {
  this.timeout(60_000);
  let world: TestWorld;
  let running: Running & { url: string };
  // Who may do more would be told more.
  const owner: Actor = { ...newOwner(), role: 'academic' };
  const other: Actor = { ...newOwner(), role: 'academic' };
  let ids: Record<Thing, string>;

  async function call(as: Actor, method: string, path: string, body?: unknown, headers = {}) {
    const { token } = running.runtime.access.signAccess(as, { sessionId: uuidv7() });
    const isForm = body instanceof FormData;
    const response = await fetch(running.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || isForm ? (body as FormData | undefined) : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, text, body: isJson && text ? JSON.parse(text) : undefined };
  }

  function request(contract: RouteContract, as: Actor) {
    const { thing, query = '', body } = cases[contract.name] as Case;
    let path = contract.path.replace(/\{\w+\}/, encodeURIComponent(ids[thing]));
    path = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => further(name, thing, ids));
    return call(as, contract.method.toUpperCase(), path + query, body?.(ids));
  }

  /** Its author may try it, and object to its marks as anybody may. */
  async function makeExams() {
    const draft = { ownerId: owner.owner_id, items: [question, { ...question, stem: 'Naps are sleep.' }] };
    const [exam, begun, marked] = [
      await insertExam(world.query, draft),
      await insertExam(world.query, draft),
      await insertExam(world.query, draft),
    ];
    const [item, otherItem] = marked.items.map(({ id }) => id) as [string, string];
    const attempt = (examId: string, body: unknown) =>
      call(owner, 'POST', `/api/v1/exams/${examId}/attempts`, body);
    const answers = { [item]: { value: false }, [otherItem]: { value: false } };
    const begunAttempt = await attempt(begun.id, {});
    const markedAttempt = await attempt(marked.id, { submit: true, answers });
    const path = `/api/v1/exams/${marked.id}/attempts/${markedAttempt.body.data.id}/appeals`;
    const appeal = await call(owner, 'POST', path, { item_id: item, text: 'It was right.' });
    return {
      ...{ exam: exam.id, begunExam: begun.id, markedExam: marked.id, item, otherItem },
      begunAttempt: begunAttempt.body.data.id as string,
      markedAttempt: markedAttempt.body.data.id as string,
      appeal: appeal.body.data.id as string,
    };
  }

  async function make(): Promise<Record<Thing, string>> {
    const form = new FormData();
    const pdf = await makePdf(['Sleep helps the brain to remember.']);
    form.set('file', new Blob([new Uint8Array(pdf)], { type: 'application/pdf' }), 'a.pdf');
    const upload = await call(owner, 'POST', '/api/v1/documents', form, { Prefer: 'wait=25' });
    const scholarId = `own-${uuidv7()}`;
    const paper = { title: 'Sleep', abstract: 'Sleep helps the brain to remember what it learned.' };
    const simplify = { scholar_id: scholarId, paper_content: paper, reading_level: 'beginner' };
    const simplified = await call(owner, 'POST', '/api/v1/academic/simplify', simplify, {
      Prefer: 'wait=25',
    });
    const hook = { url: 'https://hooks.example/own', event_types: ['exams.*'] };
    const endpoint = await call(owner, 'POST', '/api/v1/webhooks/endpoints', hook);
    const delivery = await call(owner, 'POST', `/api/v1/webhooks/endpoints/${endpoint.body.data.id}/test`);
    expect([upload.status, simplified.status, endpoint.status, delivery.status]).to.deep.equal([
      200, 200, 201, 202,
    ]);
    return {
      ...(await makeExams()),
      document: upload.body.metadata.document_id,
      paper: scholarId,
      job: simplified.body.data.id,
      endpoint: endpoint.body.data.id,
      delivery: delivery.body.data.id,
    };
  }

  const everything = async (): Promise<string> =>
    JSON.stringify([
      await world.query('SELECT * FROM documents.documents ORDER BY id'),
      await world.query('SELECT id, owner_id, simplified_versions FROM papers.academic_papers ORDER BY id'),
      await world.query('SELECT * FROM exams.exams ORDER BY id'),
      await world.query('SELECT * FROM exams.attempts ORDER BY id'),
      await world.query('SELECT * FROM exams.marks ORDER BY attempt_id, item_id, revision'),
      await world.query('SELECT * FROM exams.appeals ORDER BY id'),
      await world.query('SELECT * FROM jobs.job ORDER BY id'),
      await world.query('SELECT * FROM notifier.endpoints ORDER BY id'),
      await world.query('SELECT id, endpoint_id, type FROM notifier.deliveries ORDER BY id'),
    ]);

  before(async () => {
    world = await createTestWorld({
      services,
      schemas: [llmSchema],
      commands,
      subscriptions,
      environment: { RATE_LIMITS: 'false', WEBHOOK_ALLOW_LOOPBACK: 'false' },
    });
    running = await world.start(['api', 'papers', 'documents']);
    ids = await make();
  });
  after(() => world?.close());

  it('is told apart on every route whose path names something: none is missing here, none is too many', () => {
    expect(Object.keys(cases).sort()).to.deep.equal(owned.map((contract) => contract.name).sort());
    expect(owned).to.have.length.above(10);
  });

  it('is 404 on each of these routes, as if it had never been, and stays as it was', async () => {
    const before = await everything();
    for (const contract of owned) {
      const { status, body } = await request(contract, other);
      expect([status, body?.code], contract.name).to.deep.equal([404, contract.problems[404]?.[0]]);
      expect(JSON.stringify(body)).not.to.include(owner.owner_id);
    }
    expect(await everything()).to.equal(before);
  });

  it('is in no list of another owner', async () => {
    for (const contract of lists) {
      const mine = await call(other, 'GET', contract.path);
      for (const [thing, id] of Object.entries(ids))
        expect(mine.text, `${thing} in ${contract.name}`).not.to.include(id);
    }
  });

  it('cannot be named in a body either', async () => {
    const body = { document_id: ids.document, reading_level: 'beginner' };
    const simplify = await call(other, 'POST', '/api/v1/academic/simplify', body);
    expect([simplify.status, simplify.body.code]).to.deep.equal([404, 'DOCUMENT_NOT_FOUND']);
  });

  it('is there for its owner on each of these routes', async () => {
    const last = (contract: RouteContract): number => (contract.method === 'delete' ? 1 : 0);
    for (const contract of owned.toSorted((one, two) => last(one) - last(two))) {
      const { status, text } = await request(contract, owner);
      expect(status, `${contract.name}: ${text}`).to.be.within(200, 204);
    }
  });

  it('of nobody in particular is written by administrators only', async () => {
    for (const contract of named.filter((one) => isShared(one) && one.access.kind !== 'open')) {
      const path = contract.path.replace(/\{\w+\}/, uuidv7());
      const sent = contract.method === 'get' ? undefined : {};
      const { status, body } = await call(other, contract.method.toUpperCase(), path, sent);
      expect([status, body.code], contract.name).to.deep.equal([403, 'ROLE_MISSING']);
    }
    for (const contract of named.filter(({ access }) => access.kind === 'open'))
      expect(contract.method, contract.name).to.equal('get');
  });
});
