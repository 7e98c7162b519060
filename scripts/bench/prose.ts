/**
 * Sentences that people wrote, to fill an index with and to ask about: the prose of what the installed packages say about
 * themselves, the same on every machine with this lock file. Made-up words have neither the frequencies nor the meanings that
 * search lives by.
 */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { marked, type Token } from 'marked';

const root = fileURLToPath(new URL('../..', import.meta.url));
const words = { min: 8, max: 40 };
/** Sentences around which a document is written: neighbours in the same text, so about the same matter. */
const topicSentences = 25;
/** Every so many-th sentence is kept back as a question, which no document holds. */
const questionEvery = 8;
const questionWords = { min: 4, max: 11 };
/** As many as can be embedded in half a minute. */
const sentencesMax = 1_200;

export interface Prose {
  sentences: { topic: number; text: string }[];
  questions: string[];
}

/** What is set as running text, without its marks. */
function* paragraphsOf(tokens: readonly Token[]): Generator<string> {
  for (const token of tokens) {
    if (token.type === 'paragraph') yield inlineText(token.tokens ?? []);
    else if (token.type === 'list') yield* paragraphsOf(token.items);
    else if ('tokens' in token && token.tokens && token.type !== 'heading') yield* paragraphsOf(token.tokens);
  }
}

const inlineText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if ('tokens' in token && token.tokens) return inlineText(token.tokens);
      return token.type === 'text' || token.type === 'codespan' ? token.text : '';
    })
    .join('');

const isSentence = (text: string): boolean => {
  const count = text.split(' ').length;
  return count >= words.min && count <= words.max && /^[A-Z][\w ,;'’()-]+\.$/.test(text);
};

export async function readProse(): Promise<Prose> {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  const found = new Set<string>();
  const files = globSync('node_modules/**/*.md', { cwd: root }).sort();
  for (const file of files) {
    const text = await readFile(`${root}/${file}`, 'utf8');
    for (const paragraph of paragraphsOf(marked.lexer(text)))
      for (const { segment } of segmenter.segment(paragraph.replace(/\s+/g, ' '))) {
        if (isSentence(segment.trim())) found.add(segment.trim());
      }
  }
  const all = [...found];
  const kept = all.filter((_, index) => index % questionEvery !== 0);
  // Whole topics, from all of the list.
  const topics = Math.floor(kept.length / topicSentences);
  const step = Math.max(1, Math.floor((topics * topicSentences) / sentencesMax));
  return {
    sentences: kept
      .filter((_, index) => Math.floor(index / topicSentences) % step === 0)
      .slice(0, sentencesMax)
      .map((text, index) => ({ topic: Math.floor(index / topicSentences), text })),
    questions: all.filter((_, index) => index % questionEvery === 0).map(asQuestion),
  };
}

/** As much of a sentence as people type. */
function asQuestion(sentence: string, turn: number): string {
  const count = questionWords.min + (turn % (questionWords.max - questionWords.min + 1));
  return sentence.replace(/\.$/, '').split(' ').slice(0, count).join(' ');
}
