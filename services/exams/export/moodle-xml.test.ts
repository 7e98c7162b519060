import type { Item } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { SaxesParser } from 'saxes';
import { arbitraryItem } from '../test/arbitrary-item.ts';
import { readHtml, same } from '../test/reading-html.ts';
import { examOf, itemTypes, sampleItem, sampleItems } from '../test/sample-items.ts';
import { moodleXmlFile } from './moodle-xml.ts';
import { oneLine } from './visible-text.ts';

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** What a parser that forgives nothing reads. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return root.children[0] as Element;
}

const all = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name);

/** The text of the one element that the path leads to. */
function at(element: Element, ...path: string[]): string {
  const last = path.reduce((from, name) => {
    const [found, ...others] = all(from, name);
    expect(others, name).to.deep.equal([]);
    expect(found, name).not.to.equal(undefined);
    return found as Element;
  }, element);
  return last.text;
}

/** The questions after the category. */
function read(items: readonly Item[]): Element[] {
  const quiz = parseXml(moodleXmlFile(examOf(items)).toString('utf8'));
  expect(quiz.name).to.equal('quiz');
  const [category, ...questions] = all(quiz, 'question');
  expect(category && at(category, 'category', 'text')).to.equal('$course$/top/Cell biology');
  return questions;
}

const only = (item: Item): Element => {
  const [question, ...others] = read([item]);
  expect(others).to.deep.equal([]);
  return question as Element;
};

/** Text alone is shown of the HTML, and it is this one. */
const shows = (html: string, text: string): void => {
  const { tags, text: shown } = readHtml(html);
  expect(tags).to.deep.equal([]);
  expect(shown).to.equal(same(text));
};

/** Moodle's own expressions for embedded answers (question/type/multianswer), and what it makes of an answer. */
const alternative = String.raw`(?:(=|%-?[0-9]+(?:[.,][0-9]*)?%)?(.+?(?<!\\|&|&amp;)(?=[~#}]|$))(?:#(?:.*?(?<!\\)(?=[~}]|$)))?)`;
const embedded = new RegExp(
  String.raw`\{([0-9]*):(SHORTANSWER|MULTICHOICE_S):(${alternative}(?:~${alternative})*)\}`,
  's',
);

function readGaps(html: string): { type: string; answers: { right: boolean; text: string }[] }[] {
  const gaps = [];
  for (let rest = html, found = embedded.exec(rest); found; found = embedded.exec(rest)) {
    const [whole, , type = '', list = ''] = found;
    rest = rest.slice(found.index + whole.length);
    const answers = [...list.matchAll(new RegExp(`~?${alternative}`, 'gs'))].map(([, sign, text = '']) => ({
      right: sign === '=',
      text: decodeOnce(text),
    }));
    gaps.push({ type, answers });
  }
  return gaps;
}

/** As PHP's `html_entity_decode`: once, and tags are no concern of it. */
const decodeOnce = (html: string): string =>
  html.replace(/&(#\d+|\w+);/g, (entity) => readHtml(`.${entity}.`).text.slice(1, -1));

describe('Moodle XML', () => {
  it('holds every type, with the marks, the explanation and the page that it rests on', () => {
    const questions = read(sampleItems());
    expect(questions.map(({ attributes }) => attributes.type)).to.deep.equal([
      ...[
        'multichoice',
        'multichoice',
        'truefalse',
        'cloze',
        'essay',
        'numerical',
        'matching',
        'ordering',
        'essay',
      ],
    ]);
    for (const question of questions) {
      expect(at(question, 'defaultgrade')).to.equal('2');
      const feedback = at(question, 'generalfeedback', 'text');
      expect(feedback).to.include('The inner membrane').and.to.include('page 7: “ATP synthase');
    }
  });

  it('is XML whatever is written, and shows it as text alone', () => {
    fc.assert(
      fc.property(fc.tuple(...itemTypes.map((type) => arbitraryItem(type))), (items) => {
        const questions = read(items as Item[]);
        for (const [place, question] of questions.entries()) {
          const item = items[place] as Item;
          const [source] = item.sources;
          const reasons = [...(item.explanation ? [item.explanation] : []), `page 7: “${source?.quote}”`];
          shows(at(question, 'generalfeedback', 'text'), reasons.join('\n'));
          if (item.type !== 'cloze') shows(at(question, 'questiontext', 'text'), item.stem);
        }
      }),
    );
  });

  it('marks one option, or gives shares to several and takes them off for the others', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryItem('mcq'), arbitraryItem('multi_select')), (item) => {
        const question = only(item);
        const single = item.type === 'mcq';
        expect(at(question, 'single')).to.equal(String(single));
        const right = single ? [item.key.option] : item.key.options;
        const wrong = single ? '0' : String(Number((-100 / (item.body.options.length - 2)).toFixed(5)));
        const answers = all(question, 'answer');
        expect(answers.map(({ attributes }) => attributes.fraction)).to.deep.equal(
          item.body.options.map(({ id }) => (right.includes(id) ? String(100 / right.length) : wrong)),
        );
        for (const [place, { text }] of item.body.options.entries())
          shows(at(answers[place] as Element, 'text'), text);
      }),
    );
  });

  it('embeds the answers of a cloze, in which nothing ends them or comes alive', () => {
    fc.assert(
      fc.property(arbitraryItem('cloze'), (item) => {
        const gaps = readGaps(at(only(item), 'questiontext', 'text'));
        expect(gaps.length).to.equal(item.body.gaps.length);
        for (const [place, { id, options }] of item.body.gaps.entries()) {
          const accepted = item.key.gaps[id] ?? [];
          const { type, answers } = gaps[place] as (typeof gaps)[number];
          expect(type).to.equal(options ? 'MULTICHOICE_S' : 'SHORTANSWER');
          if (options) {
            for (const [number, option] of options.entries()) {
              shows(answers[number]?.text ?? '', oneLine(option));
              expect(answers[number]?.right).to.equal(accepted.includes(option));
            }
          } else {
            const typed = accepted.map((answer) => ({
              right: true,
              text: same(oneLine(answer).replaceAll('*', '\\*')),
            }));
            expect(answers.map((answer) => ({ ...answer, text: same(answer.text) }))).to.deep.equal(typed);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('pairs what belongs together, and leaves over what does not', () => {
    fc.assert(
      fc.property(arbitraryItem('matching'), (item) => {
        const textOf = (id: string): string => item.body.right.find((part) => part.id === id)?.text ?? '';
        const used = Object.values(item.key.pairs);
        const pairs = all(only(item), 'subquestion').map((pair) => [
          readHtml(at(pair, 'text')).text,
          readHtml(at(pair, 'answer', 'text')).text,
        ]);
        expect(pairs).to.deep.equal([
          ...item.body.left.map(({ id, text }) => [
            same(text),
            same(oneLine(textOf(item.key.pairs[id] ?? ''))),
          ]),
          ...item.body.right
            .filter(({ id }) => !used.includes(id))
            .map(({ text }) => ['', same(oneLine(text))]),
        ]);
      }),
    );
  });

  it('lists an ordering in its order', () => {
    fc.assert(
      fc.property(arbitraryItem('ordering'), (item) => {
        const question = only(item);
        expect(at(question, 'selectcount')).to.equal(String(item.body.items.length));
        const inOrder = item.key.order.map(
          (id) => item.body.items.find((part) => part.id === id)?.text ?? '',
        );
        expect(all(question, 'answer').map((answer) => readHtml(at(answer, 'text')).text)).to.deep.equal(
          inOrder.map(same),
        );
      }),
    );
  });

  it('keeps numbers, their tolerance and their unit', () => {
    const question = only(sampleItem('numeric', 1));
    const [answer] = all(question, 'answer') as [Element];
    expect([at(answer, 'text'), at(answer, 'tolerance')]).to.deep.equal(['30.5', '1.5']);
    expect(at(question, 'units', 'unit', 'unit_name')).to.equal('mol');
  });

  it('tells graders what an open answer should have', () => {
    const question = only(sampleItem('essay', 1));
    expect(at(question, 'graderinfo', 'text')).to.include('names ATP synthase (1)');
    expect(at(question, 'maxwordlimit')).to.equal('300');
  });
});
