/** A subject as a PDF of many pages, as students upload it, and what is asked of it. */
import { makePdf } from '../../../services/documents/test/material.ts';
import { randomNumbers } from '../../../services/documents/test/scanned-pages.ts';
import type { Subject } from './corpus.ts';
import { distractorsOf, shuffled } from './distractors.ts';

export interface Question {
  /** `paraphrase`: asks in other words; `name`: asks by a name or number that stands in one passage alone. */
  kind: 'paraphrase' | 'name';
  text: string;
  /** Text of the passage that answers it. */
  answer: string;
  /** File it stands in, and the pages it stands on there. */
  file: string;
  pages: number[];
}

export interface CourseReader {
  file: string;
  pdf: Buffer;
  questions: Question[];
}

interface Section {
  heading: string;
  text: string;
  question?: { kind: Question['kind']; text: string };
}

/** Of each subject; more would only repeat what these say. */
const namesAsked = 4;

function sectionsOf({ topics }: Subject, seed: number): Section[] {
  const random = randomNumbers(seed);
  const taken = new Set<string>();
  const answers = topics.flatMap(({ title, passages }) =>
    passages.map(
      ({ heading, text, question }): Section => ({
        heading: `${title}: ${heading.toLowerCase()}`,
        text,
        question: { kind: 'paraphrase', text: question },
      }),
    ),
  );
  const distractors = topics.flatMap((topic) =>
    distractorsOf(topic, random, taken).map(({ heading, text, question }): Section => {
      const asked = question === undefined ? undefined : { kind: 'name' as const, text: question };
      return { heading: `${topic.title}: ${heading}`, text, ...(asked && { question: asked }) };
    }),
  );
  const askedByName = shuffled(
    random,
    distractors.filter(({ question }) => question),
  ).slice(0, namesAsked);
  const others = distractors.map((section) =>
    askedByName.includes(section) ? section : { heading: section.heading, text: section.text },
  );
  return shuffled(random, [...answers, ...others]);
}

export async function courseReader(subject: Subject, seed: number): Promise<CourseReader> {
  const file = `${subject.name}.pdf`;
  const questions: Question[] = [];
  const pdf = await makePdf([
    (page) => {
      let number = 1;
      page.on('pageAdded', () => {
        number += 1;
      });
      page.font('Times-Bold').fontSize(20).text(`A Reader in ${subject.name}`).moveDown();
      for (const { heading, text, question } of sectionsOf(subject, seed)) {
        page.font('Times-Bold').fontSize(13).text(heading);
        const first = page.y + 30 > page.page.height - page.page.margins.bottom ? number + 1 : number;
        page.font('Times-Roman').fontSize(11).text(text).moveDown();
        const pages = Array.from({ length: number - first + 1 }, (_, at) => first + at);
        if (question) questions.push({ ...question, answer: text, file, pages });
      }
    },
  ]);
  return { file, pdf, questions };
}
