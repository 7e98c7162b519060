/**
 * What becomes of questions that a model makes badly, on their whole way: a stand-in for the model, over the real protocol, makes
 * good questions of facts in a document and plants one fault of a kind in the third of every five first tries.
 */
import type { GateName } from '@scory/contracts/exams/exam-request.ts';
import type { Draft } from '../../services/exams/prompts/make-items.ts';
import { type ExamsWorld, newOwner, openExams } from '../../services/exams/test/exams-world.ts';
import { factDocument } from '../../services/exams/test/facts.ts';
import type { EvalRow } from './simplify.ts';

type Multiple = Draft<'mcq'>;

/** By the gate that should notice: how a good question becomes a bad one. */
const faults: Partial<Record<GateName, (draft: Multiple) => Multiple>> = {
  shape: (draft) => ({ ...draft, distractors: [draft.answer, ...draft.distractors.slice(1)] }),
  grounding: (draft) => ({ ...draft, quote: 'These words stand nowhere in any of the material.' }),
  single_key: (draft) => ({
    ...draft,
    answer: draft.distractors[0] as string,
    distractors: [draft.answer, ...draft.distractors.slice(1)],
  }),
  option_cues: (draft) => ({ ...draft, distractors: [...draft.distractors.slice(1), 'All of the above'] }),
  self_contained: (draft) => ({ ...draft, stem: `According to the text, ${draft.stem}` }),
};
const sections = 12;
const factsOfSection = 3;
const questions = 30;
/** Of a batch. */
const spoiledSlot = 3;

type Spoil = (draft: Draft, rejected: boolean) => Draft;

interface Told {
  asked: number;
  /** Questions that a fault was planted in. */
  planted: number;
  rejected: Partial<Record<GateName, number>>;
}

async function makeExam(
  lab: ExamsWorld,
  turn: number,
  use: (spoil: Spoil) => void,
  fault?: Spoil,
): Promise<Told> {
  let planted = 0;
  use((draft, rejected) => {
    if (!fault || rejected || draft.type !== 'mcq' || draft.slot !== spoiledSlot) return draft;
    planted += 1;
    return fault(draft, rejected);
  });
  const owner = newOwner();
  // Another document each time: what was made of one is kept.
  const document = await lab.upload(owner, factDocument(sections, turn * sections * factsOfSection));
  const { job, examId } = await lab.make(owner, { document_ids: [document], counts: { mcq: questions } });
  if (job.status !== 'succeeded')
    throw new Error(`an exam ended ${job.status}: ${JSON.stringify(job.error)}`);
  const { report } = await lab.exam(owner, examId);
  return { asked: questions, planted, rejected: report?.rejected ?? {} };
}

export async function evaluateExamPipeline(): Promise<EvalRow[]> {
  let spoil: Spoil = (draft) => draft;
  const lab = await openExams({ spoil: (draft, rejected) => spoil(draft, rejected) });
  const use = (next: Spoil): void => {
    spoil = next;
  };
  try {
    const good = await makeExam(lab, 0, use);
    const turnedAway = Object.values(good.rejected).reduce((sum, count) => sum + count, 0);
    const proposed = good.asked + turnedAway;
    const rows: EvalRow[] = [
      {
        ...{ eval: 'exams', metric: 'standin_good_items_passed', baseline: 1 },
        ...{ value: good.asked / proposed, n: proposed },
      },
    ];
    for (const [at, [gate, fault]] of Object.entries(faults).entries()) {
      const { planted, rejected } = await makeExam(lab, at + 1, use, (draft) => fault(draft as Multiple));
      const caught = Math.min(planted, rejected[gate as GateName] ?? 0);
      rows.push({
        ...{ eval: 'exams', metric: `standin_gate_${gate}_catch_rate`, baseline: 0 },
        ...{ value: caught / Math.max(1, planted), n: planted },
      });
    }
    return rows;
  } finally {
    await lab.close();
  }
}
