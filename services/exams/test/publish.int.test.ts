import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { findTakeable, windowSql } from '../store/publication-store.ts';
import { actorOf, openPublishingWorld, type PublishingWorld } from './publishing-world.ts';
import { sampleItems } from './sample-items.ts';

const hour = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hour).toISOString();

describe('publishing an exam', () => {
  let world: PublishingWorld;
  const faculty = uuidv7();
  const semester = uuidv7();
  const author = actorOf('academic', { faculty_id: faculty, semester_id: semester });
  const stranger = actorOf('student', { faculty_id: uuidv7(), semester_id: uuidv7() });

  before(async () => {
    world = await openPublishingWorld();
  });
  after(() => world.close());

  const publish = (id: string, body: unknown, actor: Actor | null = author) =>
    world.call('POST', `/exams/${id}/publish`, { actor, body });
  const listed = async (actor: Actor, query = '') =>
    (await world.call('GET', `/exams?role=taker${query}`, { actor })).body.data;
  const sees = async (actor: Actor, id: string): Promise<boolean> =>
    (await listed(actor)).some((exam: { id: string }) => exam.id === id);
  const takeable = (actor: Actor, id: string) => findTakeable(world.running.runtime.database, actor, id);

  it('200: it is published, written down and told of', async () => {
    const id = await world.insertExam(author);
    const window = { opens_at: inHours(1), closes_at: inHours(2) };
    const { status, body } = await publish(id, {
      audience: 'faculty',
      faculty_id: faculty,
      semester_id: semester,
      ...window,
      attempts_allowed: 2,
      time_limit_seconds: 600,
    });
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.data.status).to.equal('published');
    expect(body.data.publication).to.deep.include({
      audience: 'faculty',
      faculty_id: faculty,
      // Of the audience nothing but its faculty is asked.
      semester_id: null,
      ...window,
      attempts_allowed: 2,
      time_limit_seconds: 600,
      shuffle: true,
      show_key: 'after_close',
    });
    const lines = await world.world.query<{ actor_id: string; details: Record<string, unknown> }>(
      "SELECT actor_id, details FROM access.audit WHERE action = 'exam.published' AND subject = $1",
      [id],
    );
    expect(lines.length).to.equal(1);
    expect(lines[0]?.actor_id).to.equal(author.owner_id);
    expect(lines[0]?.details).to.deep.include({ audience: 'faculty', faculty_id: faculty, ...window });
    await until('others hear of it', () =>
      world.events.some(({ data }) => (data as { exam_id: string }).exam_id === id),
    );
    const event = world.events.find(({ data }) => (data as { exam_id: string }).exam_id === id);
    expect(event).to.deep.include({ type: 'exams.published', owner_id: author.owner_id });
    expect(event?.data).to.deep.equal({
      exam_id: id,
      audience: 'faculty',
      faculty_id: faculty,
      semester_id: null,
      ...window,
    });
  });

  it('200: again, and audience, window and limits are the new ones', async () => {
    const id = await world.insertExam(author);
    const one = actorOf('student');
    const other = actorOf('student', { semester_id: semester });
    await publish(id, { audience: 'users', user_ids: [one.owner_id], time_limit_seconds: 60 });
    expect([await sees(one, id), await sees(other, id)]).to.deep.equal([true, false]);
    const { body } = await publish(id, { audience: 'semester', semester_id: semester, show_key: 'never' });
    expect(body.data.publication).to.deep.include({
      user_ids: null,
      time_limit_seconds: null,
      show_key: 'never',
    });
    expect([await sees(one, id), await sees(other, id)]).to.deep.equal([false, true]);
  });

  it('401 without a token, 403 for those who do not teach', async () => {
    const id = await world.insertExam(stranger);
    expect((await publish(id, { audience: 'users', user_ids: [uuidv7()] }, null)).status).to.equal(401);
    expect((await publish(id, { audience: 'users', user_ids: [uuidv7()] }, stranger)).status).to.equal(403);
  });

  it('403 for the faculty or semester of others, unless by an administrator', async () => {
    const other = { audience: 'faculty', faculty_id: uuidv7() };
    const later = { audience: 'semester', semester_id: uuidv7() };
    const id = await world.insertExam(author);
    for (const body of [other, later]) {
      expect((await publish(id, body)).body).to.deep.include({ status: 403, code: 'AUDIENCE_FORBIDDEN' });
    }
    const [row] = await world.world.query('SELECT status FROM exams.exams WHERE id = $1', [id]);
    expect(row?.status).to.equal('draft');
    const admin = actorOf('admin');
    const theirs = await world.insertExam(admin);
    for (const body of [other, later]) expect((await publish(theirs, body, admin)).status).to.equal(200);
    // Whose faculty nobody knows is in none.
    const nowhere = actorOf('academic');
    const lost = await world.insertExam(nowhere);
    expect((await publish(lost, later, nowhere)).status).to.equal(403);
  });

  it('404 for an exam of somebody else, to administrators too', async () => {
    const id = await world.insertExam(author);
    for (const actor of [actorOf('academic', { faculty_id: faculty }), actorOf('admin')]) {
      const { status, body } = await publish(id, { audience: 'faculty', faculty_id: faculty }, actor);
      expect([status, body.code]).to.deep.equal([404, 'EXAM_NOT_FOUND']);
    }
    const gone = await world.insertExam(author, { status: 'deleting' });
    expect((await publish(gone, { audience: 'faculty', faculty_id: faculty })).status).to.equal(404);
  });

  it('409 for one that is not made, failed, or has no questions', async () => {
    const body = { audience: 'faculty', faculty_id: faculty };
    for (const status of ['generating', 'failed']) {
      const id = await world.insertExam(author, { status });
      expect((await publish(id, body)).body.code).to.equal('EXAM_NOT_READY');
    }
    const empty = await world.insertExam(author, { items: [] });
    expect((await publish(empty, body)).body.code).to.equal('EXAM_EMPTY');
  });

  it('422 for an audience that nobody is named for, and for a window that closes before it opens', async () => {
    const id = await world.insertExam(author);
    for (const body of [
      { audience: 'faculty' },
      { audience: 'semester', faculty_id: faculty },
      { audience: 'users' },
      { audience: 'users', user_ids: [] },
      { audience: 'everybody' },
      { audience: 'faculty', faculty_id: faculty, opens_at: inHours(2), closes_at: inHours(1) },
      { audience: 'faculty', faculty_id: faculty, published_at: inHours(-1) },
    ])
      expect((await publish(id, body)).status, JSON.stringify(body)).to.equal(422);
  });

  it('shows it to the audience and to nobody else', async () => {
    const named = actorOf('student');
    const audiences = [
      {
        body: { audience: 'faculty', faculty_id: faculty },
        member: actorOf('student', { faculty_id: faculty }),
      },
      {
        body: { audience: 'semester', semester_id: semester },
        member: actorOf('student', { semester_id: semester }),
      },
      { body: { audience: 'users', user_ids: [named.owner_id, named.owner_id] }, member: named },
    ];
    for (const { body, member } of audiences) {
      const id = await world.insertExam(author);
      expect([await sees(member, id), await takeable(member, id)], 'a draft').to.deep.equal([
        false,
        undefined,
      ]);
      await publish(id, body);
      expect(await sees(member, id)).to.equal(true);
      expect((await takeable(member, id))?.state).to.equal('open');
      for (const other of [stranger, actorOf('anonymous'), actorOf('student'), actorOf('admin')]) {
        expect(await sees(other, id), JSON.stringify(other)).to.equal(false);
        expect(await takeable(other, id)).to.equal(undefined);
      }
      // Its author may try it and has it in the other list.
      expect(await sees(author, id)).to.equal(false);
      expect((await takeable(author, id))?.state).to.equal('open');
    }
  });

  it('shows takers neither questions nor what they could be made again from, nor each other', async () => {
    const [one, other] = [actorOf('student'), actorOf('student')];
    const id = await world.insertExam(author, { items: sampleItems() });
    await publish(id, { audience: 'users', user_ids: [one.owner_id, other.owner_id] });
    const { body, bytes } = await world.call('GET', '/exams?role=taker', { actor: one });
    const [exam] = body.data;
    expect(exam).to.deep.include({ id, item_count: 9, marks: 18, state: 'open', title: 'Cell biology' });
    expect(Object.keys(exam)).to.have.members([
      ...['id', 'status', 'state', 'title', 'language', 'marks', 'item_count', 'publication', 'links'],
    ]);
    expect(bytes.toString()).not.to.include(other.owner_id);
    for (const secret of ['seed', 'job', 'Mitochondrion', 'gradient', '"key":'])
      expect(bytes.toString()).not.to.include(secret);
  });

  it('says when it opens and that it has closed, to the instant', async () => {
    const member = actorOf('student');
    const id = await world.insertExam(author);
    const stateWith = async (window: object): Promise<string> => {
      await publish(id, { audience: 'users', user_ids: [member.owner_id], ...window });
      const [exam] = await listed(member);
      expect((await takeable(member, id))?.state).to.equal(exam.state);
      return exam.state;
    };
    expect(await stateWith({ opens_at: inHours(1) })).to.equal('upcoming');
    expect(await stateWith({ opens_at: inHours(-2), closes_at: inHours(-1) })).to.equal('closed');
    expect(await stateWith({ opens_at: inHours(-1), closes_at: inHours(1) })).to.equal('open');
    expect((await takeable(author, id))?.state).to.equal('open');
    // `now()` is one instant within a statement: opened at it is open, closed at it is closed.
    const edges = await world.world.query<{ state: string }>(
      `SELECT ${windowSql} AS state FROM (VALUES (1, now(), NULL::timestamptz), (2, now() + interval '1 us', NULL), (3, NULL, now()),
         (4, NULL, now() + interval '1 us')) p (n, opens_at, closes_at) ORDER BY n`,
    );
    expect(edges.map(({ state }) => state)).to.deep.equal(['open', 'upcoming', 'closed', 'open']);
  });

  it('lists page by page, newest first', async () => {
    const member = actorOf('student');
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const id = await world.insertExam(author);
      await publish(id, { audience: 'users', user_ids: [member.owner_id] });
      ids.unshift(id);
    }
    const first = await world.call('GET', '/exams?role=taker&limit=2', { actor: member });
    const cursor = first.body.metadata.next_cursor;
    const second = await world.call('GET', `/exams?role=taker&limit=2&cursor=${cursor}`, { actor: member });
    const found = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id);
    expect(found).to.deep.equal(ids);
    expect(second.body.metadata.next_cursor).to.equal(null);
    expect(await listed(member, '&status=draft')).to.deep.equal([]);
    // A cursor of one list is none of the other.
    const mine = await world.call('GET', `/exams?limit=2&cursor=${cursor}`, { actor: member });
    expect(mine.status).to.equal(400);
    expect((await world.call('GET', '/exams', { actor: author })).body.data[0]).to.deep.include({
      id: ids[0],
      seed: 42,
    });
  });
});
