/** Reads passages and questions on them as they are written in this folder. */
import type { Slot } from '@scory/contracts/exams/exam-request.ts';
import type { MadeItem } from '../../../services/exams/domain/made-item.ts';
import type { Passage } from '../../../services/exams/domain/passage.ts';

export interface Question {
  slot: Slot;
  item: MadeItem;
}
export interface Topic {
  passage: Passage;
  questions: Question[];
}

const letters = 'abcdefghijkl';
const parts = (texts: readonly string[], prefix = ''): { id: string; text: string }[] =>
  texts.map((text, at) => ({ id: prefix === '' ? letters[at]! : `${prefix}${at + 1}`, text }));
/** The key's option shall not always be the first one. */
const turned = <T>(list: readonly T[], by: number): T[] =>
  list.map((_, at) => list[(at + by) % list.length]!);

function cloze(text: string): Pick<MadeItem & { type: 'cloze' }, 'type' | 'body' | 'key'> {
  const gaps: Record<string, string[]> = {};
  const shown = text.replace(/\{([^}]+)\}/g, (_, accepted: string) => {
    const id = `g${Object.keys(gaps).length + 1}`;
    gaps[id] = accepted.split('|');
    return `{{${id}}}`;
  });
  return {
    type: 'cloze',
    body: { text: shown, gaps: Object.keys(gaps).map((id) => ({ id })) },
    key: { gaps },
  };
}

type Sides = Pick<MadeItem, 'type' | 'body' | 'key'>;

function choiceSides(type: string, list: readonly string[], seed: number): Sides {
  const options = turned(
    parts(list.map((text) => text.replace(/^[+-](?=\S)/, ''))),
    type === 'mcq' ? seed % list.length : 0,
  );
  if (type === 'mcq') return { type: 'mcq', body: { options }, key: { option: 'a' } };
  const right = list.flatMap((text, at) => (text.startsWith('+') ? [letters[at]!] : []));
  return {
    type: 'multi_select',
    body: { options: turned(options, seed % list.length) },
    key: { options: right },
  };
}

function sidesOf(type: string, answer: string, seed: number, marks: number): Sides {
  const list = answer.split(';').map((part) => part.trim());
  switch (type) {
    case 'mcq':
    case 'multi_select':
      return choiceSides(type, list, seed);
    case 'true_false':
      return { type, body: {}, key: { value: answer === 'true' } };
    case 'cloze':
      return cloze(answer);
    case 'numeric': {
      const [, value, unit, tolerance] = /^(\S+)\s?(.*?)\s?± (\S+)$/.exec(answer) ?? [];
      return {
        type,
        body: { unit: unit || null },
        key: { value: Number(value), tolerance: Number(tolerance) },
      };
    }
    case 'matching': {
      const pairs = list.map((pair) => pair.split(' = ') as [string, string]);
      const right = parts(
        pairs.map(([, text]) => text),
        'r',
      );
      return {
        type,
        body: {
          left: parts(
            pairs.map(([text]) => text),
            'l',
          ),
          right: turned(right, 1),
        },
        key: { pairs: Object.fromEntries(pairs.map((_, at) => [`l${at + 1}`, `r${at + 1}`])) },
      };
    }
    case 'ordering': {
      const items = parts(list);
      return { type, body: { items: turned(items, 1) }, key: { order: items.map(({ id }) => id) } };
    }
    case 'short_answer':
    case 'essay': {
      const rubric = [{ id: 'c1', text: answer, points: marks }];
      const key = { rubric, model_answer: answer };
      return type === 'essay' ? { type, body: { words_max: 300 }, key } : { type, body: {}, key };
    }
    default:
      throw new Error(`There is no type ${type}`);
  }
}

/** A line `type # stem # answer # quote`. */
export function readQuestion(line: string, passage: Passage, number: number): Question {
  const [type = '', stem = '', answer = '', quote = ''] = line.split(' # ').map((part) => part.trim());
  const marks = type === 'essay' ? 10 : type === 'short_answer' ? 4 : 1;
  const sides = sidesOf(type, answer, number, marks);
  const planned = { topic: passage.section[0]!, bloom: 'remember', difficulty: 'medium' } as const;
  const slot: Slot = { number, type: sides.type, marks, ...planned };
  const item = {
    ...sides,
    ...planned,
    stem,
    explanation: null,
    slot: number,
    passage: passage.number,
    quote,
  } as MadeItem;
  return { slot, item };
}

/** Blocks `# name`, text, `---`, and a question a line. */
export function readTopics(blocks: readonly string[], language = 'en'): Topic[] {
  const texts = blocks.flatMap((block) => block.split(/^# /m).slice(1));
  return texts.map((block, index) => {
    const [head = '', questions = ''] = block.split('\n---\n');
    const [name = '', ...text] = head.split('\n');
    const passage: Passage = {
      number: index + 1,
      // Each is a document of its own: neighbours say nothing of it.
      documentId: name,
      kind: 'text',
      section: [name],
      text: text.join('\n').trim(),
      language,
      lines: [],
    };
    const lines = questions.split('\n').filter((line) => line.trim() !== '');
    return {
      passage,
      questions: lines.map((line, at) => readQuestion(line, passage, (index + 1) * 100 + at)),
    };
  });
}
