/**
 * The course readers that questions are asked of: short texts written for this evaluation, in Markdown beside it. A topic has
 * passages, each with a question that asks for what it says in other words, and `terms`, which its distractors speak of;
 * what follows `!` is asked and answered nowhere.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusPassage {
  heading: string;
  text: string;
  question: string;
}

export interface Topic {
  title: string;
  terms: string[];
  passages: CorpusPassage[];
}

export interface Subject {
  name: string;
  topics: Topic[];
  unanswerable: string[];
}

const folder = join(import.meta.dirname, 'corpus');
const topicMarks = /^(?:# |terms: |## |\? )/;

/** Throws an `Error` that names the line which is none of the form above. */
export function readSubject(name: string, markdown: string): Subject {
  const subject: Subject = { name, topics: [], unanswerable: [] };
  for (const [index, line] of markdown.split('\n').entries()) {
    if (line === '') continue;
    const topic = subject.topics.at(-1);
    const passage = topic?.passages.at(-1);
    const rest = line.replace(topicMarks, '');
    if (line.startsWith('! ')) subject.unanswerable.push(line.slice(2));
    else if (line.startsWith('# ')) subject.topics.push({ title: rest, terms: [], passages: [] });
    else if (line.startsWith('terms: ') && topic) topic.terms = rest.split('; ');
    else if (line.startsWith('## ') && topic) topic.passages.push({ heading: rest, text: '', question: '' });
    else if (line.startsWith('? ') && passage) passage.question = rest;
    else if (passage && passage.question === '') passage.text += `${passage.text && ' '}${line}`;
    else throw new Error(`${name}.md:${index + 1} is neither topic nor passage: ${line.slice(0, 60)}`);
  }
  return subject;
}

export const readCorpus = (): Subject[] =>
  readdirSync(folder)
    .toSorted()
    .map((file) => readSubject(file.replace('.md', ''), readFileSync(join(folder, file), 'utf8')));
