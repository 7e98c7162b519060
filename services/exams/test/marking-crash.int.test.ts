import { type ChildProcess, fork } from 'node:child_process';
import { until } from '@scory/chassis/testing/harness.ts';
import type { Evaluation } from '@scory/contracts/exams/evaluations.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { markLikeAPerson, readMarkingCall } from './marker-stand-in.ts';
import { actorOf, type MarkingWorld, openMarkingWorld } from './marking-world.ts';
import { good, openQuestions, path } from './open-questions.ts';

describe('marking whose worker is killed', function () {
  this.timeout(120_000);
  let lab: MarkingWorld;
  const children: ChildProcess[] = [];
  let held: string[] = [];
  let holding = true;
  before(async () => {
    lab = await openMarkingWorld({
      roles: ['exams.api', 'jobs.api'],
      model: {
        respond: markLikeAPerson,
        behave: ({ user }) => {
          if (!holding || !isHeld(readMarkingCall(user).question)) return undefined;
          held.push(user);
          return { kind: 'hang' };
        },
      },
    });
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await lab?.close();
  });

  /** Every other question: its call has no answer while the first worker lives. */
  const isHeld = (question: string): boolean => Number(/plant (\d+) /.exec(question)?.[1]) % 2 === 1;
  const kept = async () => (await lab.world.query('SELECT FROM exams.markings')).length;

  /** Kills the worker in the middle of what `begin` asks for, and lets another one end it; what that one asked the model. */
  async function killedInTheMiddle<T>(
    begin: () => Promise<T>,
    middle: { held: number; kept: number },
    ended: (begun: T) => Promise<void>,
  ): Promise<string[]> {
    holding = true;
    held = [];
    const keptBefore = await kept();
    const worker = fork(new URL('worker-process.ts', import.meta.url), {
      env: lab.world.environment,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(worker);
    const begun = await begin();
    await until(
      'some calls are answered and some are held',
      async () => held.length >= middle.held && (await kept()) - keptBefore === middle.kept,
      60_000,
    );
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGKILL');
    await exited;
    holding = false;
    const before = lab.model.requests.length;
    const next = await lab.world.start(['exams.worker']);
    await ended(begun);
    await next.stop();
    return lab.model.requests.slice(before).map(({ user }) => readMarkingCall(user).question);
  }

  it('marks what is missing of an evaluation, and nothing again; each answer has one mark', async () => {
    const owner = actorOf();
    const questions = openQuestions(10);
    const answers = questions.flatMap(({ id: question_id }) =>
      Array.from({ length: 10 }, (_, at) => ({
        id: `${question_id}-${at}`,
        question_id,
        answer: { text: `${good} ${uuidv7()}` },
      })),
    );
    const redone = await killedInTheMiddle(
      async () => (await lab.post(owner, path, { questions, answers })).body.data.id as string,
      { held: 5, kept: 50 },
      async (id) => {
        const job = await lab.jobThatEnded(owner, id);
        expect(job, JSON.stringify(job.error)).to.include({ status: 'succeeded' });
        const { marks } = job.result as Evaluation;
        expect(marks.map(({ points, answer_id }) => `${answer_id} ${points}`)).to.deep.equal(
          answers.map(({ id: name }) => `${name} 4`),
        );
      },
    );
    // The five that were held, and those of them that are of the sample once more.
    expect(new Set(redone).size).to.equal(5);
    expect(redone.length).to.be.within(5, 6);
    for (const question of redone) expect(isHeld(question), question).to.equal(true);
  });

  it('marks what is missing of an attempt, and nothing again; each answer has one mark', async () => {
    const taker = actorOf();
    const items = openQuestions(4);
    const exam = await lab.exam({ items: items.map(({ id: _name, ...item }) => item), takers: [taker] });
    const answers = Object.fromEntries(exam.items.map(({ id }) => [id, { text: `${good} ${uuidv7()}` }]));
    const redone = await killedInTheMiddle(
      async () => {
        const submitted = await lab.post(taker, `${exam.path}/attempts`, { submit: true, answers });
        expect(submitted.status, submitted.text).to.equal(202);
        return submitted.body.data.id as string;
      },
      { held: 2, kept: 2 },
      async (id) => {
        expect((await lab.jobThatEnded(taker, id)).result).to.deep.include({ points: 16, points_max: 16 });
      },
    );
    expect(new Set(redone).size).to.equal(2);
    for (const question of redone) expect(isHeld(question), question).to.equal(true);
    const marks = await lab.world.query(
      'SELECT m.item_id FROM exams.marks m JOIN exams.attempts a ON a.id = m.attempt_id WHERE a.exam_id = $1',
      [exam.id],
    );
    expect(marks).to.have.length(4);
  });
});
