import type { Evaluation } from '@scory/contracts/exams/evaluations.ts';
import type { Behaviour, StandInRequest } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { rightAnswers, ruleItems } from './exam-rows.ts';
import { markLikeAPerson, readMarkingCall } from './marker-stand-in.ts';
import { actorOf, type MarkingWorld, openMarkingWorld } from './marking-world.ts';
import { good, openQuestions, path } from './open-questions.ts';

const ruleQuestions = ruleItems.map((item, at) => ({ ...item, id: `r${at}` }));

describe('evaluations', function () {
  this.timeout(90_000);
  let lab: MarkingWorld;
  let behave: ((request: StandInRequest) => Behaviour | undefined) | undefined;
  let respond: (request: StandInRequest) => unknown;
  let calls: number;
  before(async () => {
    lab = await openMarkingWorld({
      model: { respond: (request) => respond(request), behave: (request) => behave?.(request) },
    });
  });
  after(() => lab?.close());
  beforeEach(() => {
    behave = undefined;
    respond = markLikeAPerson;
    calls = lab.model.requests.length;
  });
  const newCalls = () => lab.model.requests.slice(calls);
  const evaluate = async (body: unknown, as: Parameters<MarkingWorld['post']>[0] = actorOf()) => {
    const accepted = await lab.post(as, path, body);
    expect(accepted.status, accepted.text).to.equal(202);
    return lab.jobThatEnded(as, accepted.body.data.id);
  };

  it('are answered at once where rules do, in the order of the answers', async () => {
    const answers = [...ruleQuestions].reverse().map(({ id }, at) => ({
      id: `a${at}`,
      question_id: id,
      answer: rightAnswers[ruleQuestions.length - 1 - at],
    }));
    const answered = await lab.post(actorOf(), path, {
      questions: [...ruleQuestions, ...openQuestions(1)],
      answers: [
        ...answers,
        { id: 'none', question_id: 'r0', answer: null },
        { id: 'empty', question_id: 'q0', answer: { text: ' ' } },
      ],
    });
    expect(answered.status, answered.text).to.equal(200);
    const { marks, disagreement } = answered.body.data as Evaluation;
    expect(marks.map(({ answer_id }) => answer_id)).to.deep.equal([
      ...answers.map(({ id }) => id),
      'none',
      'empty',
    ]);
    expect(marks.map(({ points }) => points)).to.deep.equal([...answers.map(() => 2), 0, 0]);
    expect(new Set(marks.map(({ marked_by }) => marked_by))).to.deep.equal(new Set(['rule']));
    expect(disagreement).to.deep.equal({ graded_twice: 0, mean_difference: null });
    expect(newCalls()).to.deep.equal([]);
  });

  it('are open to back ends with the scope, and to no other key', async () => {
    const { keys } = lab.running.runtime.access;
    const { key } = await keys.create({ name: 'lms', scopes: ['evaluations'] });
    const { key: other } = await keys.create({ name: 'other', scopes: ['ai'] });
    const body = {
      questions: openQuestions(1),
      answers: [{ id: 'a', question_id: 'q0', answer: { text: good } }],
    };
    expect((await lab.post(other, path, body)).status).to.equal(403);
    const waited = await lab.post(key, path, { ...body, reference: 'course 7' }, { Prefer: 'wait=20' });
    expect(waited.status, waited.text).to.equal(200);
    expect(waited.body.data).to.include({ status: 'succeeded', reference: 'course 7' });
    expect(waited.body.data.result.marks[0]).to.include({ points: 4, marked_by: 'model' });
    const foreign = await lab.get(actorOf(), `/api/v1/jobs/${waited.body.data.id}`);
    expect(foreign.status).to.equal(404);
  });

  it('mark ten of one question in a call, equal answers once, and a tenth of the calls twice', async () => {
    const questions = openQuestions(10);
    const answers = questions.flatMap(({ id: question_id }, question) =>
      Array.from({ length: 11 }, (_, at) => ({
        id: `${question_id}-${at}`,
        question_id,
        // The last says the same as the first.
        answer: { text: `${(question + at) % 2 === 0 ? good : 'It is how it is.'} Number ${at % 10}.` },
      })),
    );
    const job = await evaluate({ questions, answers });
    expect(job, JSON.stringify(job.error)).to.include({ status: 'succeeded' });
    const { marks, disagreement } = job.result as Evaluation;
    for (const [at, { answer_id, points }] of marks.entries()) {
      expect(answer_id).to.equal(answers[at]!.id);
      expect(points, answer_id).to.equal((Math.floor(at / 11) + (at % 11)) % 2 === 0 ? 4 : 0);
    }
    expect(newCalls()).to.have.length(11);
    expect(newCalls().map(({ user }) => readMarkingCall(user).answers.length)).to.deep.equal(
      Array(11).fill(10),
    );
    expect(disagreement).to.deep.equal({ graded_twice: 10, mean_difference: 0 });
    // An order of its own in each call: the answers of the sample are not read in the same one again.
    const orders = newCalls().map(({ user }) => {
      const { question, answers: read } = readMarkingCall(user);
      return { question, order: read.map(({ text }) => text.slice(-2)).join() };
    });
    const twice = orders.filter(
      ({ question }) => orders.filter((one) => one.question === question).length === 2,
    );
    expect(new Set(twice.map(({ order }) => order)).size).to.equal(2);
    const owner = actorOf();
    const again = await evaluate({ questions, answers }, owner);
    expect((again.result as Evaluation).marks).to.deep.equal(marks);
    expect(newCalls()).to.have.length(11);
    const stats = await lab.get(owner, '/api/evaluation/stats');
    expect(stats.body.data).to.deep.include({
      total: 110,
      last_24_hours: 110,
      cache_hit_rate: 1,
      cost_usd: 0,
    });
  });

  it('tell by their sample how far two gradings are apart, and show a person where it is far', async () => {
    const asked = new Set<string>();
    respond = (request) => {
      const said = markLikeAPerson(request);
      const { question } = readMarkingCall(request.user);
      if (!asked.has(question)) {
        asked.add(question);
        return said;
      }
      const none = said.answers.map((one) => ({
        ...one,
        criteria: one.criteria.map((each) => ({ ...each, level: 'none' })),
      }));
      return { answers: none };
    };
    const questions = openQuestions(10);
    const answers = questions.map(({ id }) => ({ id, question_id: id, answer: { text: good } }));
    const job = await evaluate({ questions, answers });
    const { marks, disagreement } = job.result as Evaluation;
    expect(disagreement).to.deep.equal({ graded_twice: 1, mean_difference: 1 });
    const doubted = marks.filter(({ provisional }) => provisional);
    expect(doubted.map(({ confidence }) => confidence)).to.deep.equal([0]);
  });

  it('go on without the parts that no model will mark, and say so', async () => {
    const [first, second] = openQuestions(2);
    behave = ({ user }) => (user.includes(second!.stem) ? { kind: 'refusal' } : undefined);
    const job = await evaluate({
      questions: [first, second],
      answers: [
        { id: 'a', question_id: 'q0', answer: { text: good } },
        { id: 'b', question_id: 'q1', answer: { text: good } },
      ],
    });
    expect(job.status).to.equal('succeeded');
    expect(
      (job.result as Evaluation).marks.map(({ marked_by, provisional }) => [marked_by, provisional]),
    ).to.deep.equal([
      ['model', false],
      ['offline', true],
    ]);
    expect(job.warnings).to.have.length(1);
    expect(job.warnings[0]).to.include({ code: 'MARKED_OFFLINE', answers: 1 });
  });

  it('refuse what cannot be marked, and say where', async () => {
    const [mcq] = ruleQuestions;
    const [open] = openQuestions(1);
    const right = { id: 'a', question_id: 'r0', answer: { option: 'b' } };
    const cases: [string, unknown, string][] = [
      [
        'QUESTION_INVALID',
        { questions: [{ ...mcq, key: { option: 'z' } }], answers: [right] },
        '/questions/0',
      ],
      [
        'QUESTION_INVALID',
        { questions: [{ ...mcq, key: { value: true } }], answers: [right] },
        '/questions/0',
      ],
      ['QUESTION_INVALID', { questions: [{ ...mcq, body: {} }], answers: [right] }, '/questions/0'],
      ['QUESTION_INVALID', { questions: [mcq, mcq], answers: [right] }, '/questions/1/id'],
      [
        'QUESTION_UNKNOWN',
        { questions: [mcq], answers: [{ ...right, question_id: 'x' }] },
        '/answers/0/question_id',
      ],
      [
        'ANSWER_INVALID',
        { questions: [mcq], answers: [{ ...right, answer: { text: 'b' } }] },
        '/answers/0/answer',
      ],
      ['ANSWER_INVALID', { questions: [mcq], answers: [right, right] }, '/answers/1/id'],
      [
        'QUESTION_INVALID',
        {
          questions: [
            {
              ...open,
              key: {
                ...(open!.key as object),
                rubric: [
                  { id: 'c', text: 'x', points: 1 },
                  { id: 'c', text: 'y', points: 1 },
                ],
              },
            },
          ],
          answers: [right],
        },
        '/questions/0',
      ],
    ];
    for (const [code, body, pointer] of cases) {
      const refused = await lab.post(actorOf(), path, body);
      expect([refused.status, refused.body.code], refused.text).to.deep.equal([422, code]);
      expect(refused.body.errors[0].pointer).to.equal(pointer);
    }
    const empty = await lab.post(actorOf(), path, { questions: [mcq], answers: [] });
    expect(empty.status).to.equal(422);
    const large = await lab.post(
      actorOf(),
      path,
      JSON.stringify({ questions: [mcq], answers: [], more: 'x'.repeat(4_100_000) }),
    );
    expect(large.status).to.equal(413);
  });
});
