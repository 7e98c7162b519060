import { type ChildProcess, fork } from 'node:child_process';
import { until } from '@scory/chassis/testing/harness.ts';
import type { Evaluation } from '@scory/contracts/exams/evaluations.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { markLikeAPerson, readMarkingCall } from './marker-stand-in.ts';
import { actorOf, type MarkingWorld, openMarkingWorld } from './marking-world.ts';
import { good, openQuestions, path } from './open-questions.ts';

describe('an evaluation whose worker is killed', function () {
  this.timeout(90_000);
  let lab: MarkingWorld;
  const children: ChildProcess[] = [];
  const held: string[] = [];
  let holding = true;
  before(async () => {
    lab = await openMarkingWorld({
      roles: ['exams.api', 'jobs.api'],
      model: {
        respond: markLikeAPerson,
        behave: ({ user }) => {
          if (!holding || !/plant \d*[13579] green/.test(user)) return undefined;
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

  it('marks what is missing, and nothing again; each answer has one mark', async () => {
    const main = new URL('../../main.ts', import.meta.url);
    const worker = fork(main, ['exams.worker'], {
      env: { ...lab.world.environment, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(worker);
    const owner = actorOf();
    const questions = openQuestions(10);
    const answers = questions.flatMap(({ id: question_id }) =>
      Array.from({ length: 10 }, (_, at) => ({
        id: `${question_id}-${at}`,
        question_id,
        answer: { text: `${good} ${uuidv7()}` },
      })),
    );
    const accepted = await lab.post(owner, path, { questions, answers });
    expect(accepted.status).to.equal(202);
    const kept = async () => (await lab.world.query('SELECT FROM exams.markings')).length;
    await until(
      'five calls are answered and five are held',
      async () => held.length >= 5 && (await kept()) === 50,
      40_000,
    );
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGKILL');
    await exited;
    holding = false;
    const before = lab.model.requests.length;
    await lab.world.start(['exams.worker']);
    const job = await lab.jobThatEnded(owner, accepted.body.data.id);
    expect(job, JSON.stringify(job.error)).to.include({ status: 'succeeded' });
    const { marks } = job.result as Evaluation;
    expect(marks.map(({ points, answer_id }) => `${answer_id} ${points}`)).to.deep.equal(
      answers.map(({ id }) => `${id} 4`),
    );
    // The five that were held, and of them those of the sample once more.
    const redone = lab.model.requests.slice(before).map(({ user }) => readMarkingCall(user).question);
    expect(new Set(redone).size).to.equal(5);
    expect(redone.length).to.be.within(5, 6);
    for (const question of redone) expect(question).to.match(/plant \d*[13579] green/);
  });
});
