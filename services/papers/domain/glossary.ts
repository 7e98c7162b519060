/** The words of a paper that need explaining, with explanations from the paper itself or in everyday words. */
import { type AcademicTerm, academicTerms } from './academic-terms.ts';
import type { PaperText } from './paper-text.ts';

export interface GlossaryEntry {
  term: string;
  definition: string;
  /** Source sentences that define it; empty for explanations from general knowledge. */
  sources: number[];
}

/** Small words that an acronym may leave out. */
const skipped: ReadonlySet<string> = new Set('of the and for in to a an on with by or de'.split(' '));

/**
 * The words before `(ABC)` that the letters stand for (after the idea of Schwartz & Hearst, 2003): the letters
 * are matched from the last backwards and the first must begin a word.
 */
function longForm(before: string, acronym: string): string | null {
  const letters = acronym
    .replace(/s$/, '')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase();
  const words = before
    .trim()
    .split(/\s+/)
    .slice(-Math.min(letters.length + 5, letters.length * 2 + 2));
  const text = words.join(' ');
  let at = text.length - 1;
  for (let letter = letters.length - 1; letter >= 0; letter -= 1) {
    while (
      at >= 0 &&
      (text[at]!.toLowerCase() !== letters[letter] ||
        (letter === 0 && at > 0 && /[\p{L}\d]/u.test(text[at - 1]!)))
    )
      at -= 1;
    if (at < 0) return null;
    at -= 1;
  }
  const found = text.slice(at + 1);
  const count = found.split(/[\s-]+/).filter((word) => !skipped.has(word.toLowerCase())).length;
  if (
    /[.;:()[\]]/.test(found) ||
    count < 2 ||
    count > letters.length + 1 ||
    found.toLowerCase() === acronym.toLowerCase()
  )
    return null;
  return found.replace(/^(?:the|an?)\s+/i, '');
}

const acronymPattern = /\(([\p{Lu}][\p{L}\d-]{1,8})(?:[;,][^)]*)?\)/gu;

function* acronymsOf(sentence: string, index: number): Generator<GlossaryEntry> {
  for (const match of sentence.matchAll(acronymPattern)) {
    const acronym = match[1]!;
    if ((acronym.match(/\p{Lu}/gu)?.length ?? 0) < 2) continue;
    const form = longForm(sentence.slice(Math.max(0, match.index - 160), match.index), acronym);
    if (form)
      yield {
        term: acronym.replace(/(?<=\p{Lu})s$/u, ''),
        definition: `Short for “${form}”.`,
        sources: [index],
      };
  }
}

const term = "(?<term>(?:\\p{L}[\\p{L}\\p{M}’'-]*\\s){0,3}\\p{L}[\\p{L}\\p{M}’'-]{2,})";
const definitions: readonly RegExp[] = [
  new RegExp(
    `(?:^|[,.;]\\s+)(?:an?\\s|the\\s)?${term}\\s(?:is|are|was|were)\\s(?:defined\\sas|known\\sas|a\\skind\\sof|a\\stype\\sof|a\\sform\\sof)\\s(?<definition>[^.;]{15,220})`,
    'iu',
  ),
  new RegExp(
    `(?:^|\\s)(?:an?\\s|the\\s)${term},\\s(?:defined\\sas|that\\sis|i.e.,?)\\s(?<definition>[^.;]{15,200})`,
    'iu',
  ),
  /\bwe (?:call|define) (?<definition>(?:such |this |an? |the )?[^.;,]{8,80}?) (?:an?|as an?) (?<term>(?:\p{L}+ ){0,2}\p{L}{3,})(?=[.,;]|$)/iu,
];
/** A term is a name for a thing, not a piece of a sentence. */
const noTerm =
  /\b(?:we|it|this|these|that|there|which|who|what|they|one|is|are|was|were|and|or|but|for|with|from|than|not|be|of the|have|has|data|results?|studies|participants|groups?|outcomes?|measure)\b/i;

function* definitionsOf(sentence: string, index: number): Generator<GlossaryEntry> {
  if (sentence.length > 400) return;
  for (const pattern of definitions) {
    const groups = pattern.exec(sentence)?.groups;
    if (!groups) continue;
    const name = groups.term!.replace(/^(?:the|an?|each|every|some|such|in|our)\s+/i, '').trim();
    const definition = groups
      .definition!.replace(/\s*\([^)]*\)/g, '')
      .replace(/\s*\[[\d,\s–-]+\]/g, '')
      .trim();
    if (/^such\b|\b(?:that|which|is|are|to|of|the|a|an|and|or|for|with|by)(?: \p{L}+)?$/iu.test(definition))
      continue;
    if (noTerm.test(name) || name.length < 4 || /[=<>{}[\]()]/.test(definition)) continue;
    yield {
      term: name,
      definition: `${definition.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()).replace(/[,;:\s]+$/, '')}.`,
      sources: [index],
    };
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** All forms of all terms in one pattern, long forms first, so that each text is searched once. */
const formsToTerms = new Map<string, AcademicTerm>();
for (const entry of academicTerms)
  for (const form of entry.forms) formsToTerms.set(form.toLowerCase(), entry);
const allForms = [...formsToTerms.keys()].sort((a, b) => b.length - a.length);
const termPattern = new RegExp(`(?<![\\p{L}-])(?:${allForms.map(escaped).join('|')})(?![\\p{L}-])`, 'giu');

function knownTermsOf(text: string): AcademicTerm[] {
  const found = new Set<AcademicTerm>();
  for (const [form] of text.matchAll(termPattern)) {
    const entry = formsToTerms.get(form.toLowerCase())!;
    // `ai` or `rr` in small letters is something else.
    if (entry.forms.includes(form) || entry.forms.includes(form.toLowerCase())) found.add(entry);
  }
  return [...found];
}

/** What the paper says about its own words: acronyms and definitions, the first of each. */
export function definedTerms(paper: PaperText): GlossaryEntry[] {
  const entries = new Map<string, GlossaryEntry>();
  for (const { text, index, kept, role } of paper.sentences) {
    if (!kept || role !== 'prose') continue;
    if (text.includes('('))
      for (const entry of acronymsOf(text, index))
        if (!entries.has(entry.term)) entries.set(entry.term, entry);
    if (
      /\bdefined as|known as|, that is|, i\.e\.|\bis a (?:kind|type|form) of|\bwe (?:call|define)\b/i.test(
        text,
      )
    ) {
      for (const entry of definitionsOf(text, index))
        if (!entries.has(entry.term)) entries.set(entry.term, entry);
    }
  }
  return [...entries.values()];
}

/**
 * The glossary for a simplified text: terms that the text uses, the paper's own explanations first.
 * `explainKnown` adds everyday explanations of academic terms.
 */
export function glossaryFor(
  outputs: readonly string[],
  defined: readonly GlossaryEntry[],
  explainKnown: boolean,
  most: number,
): GlossaryEntry[] {
  const text = outputs.join('\n');
  const entries: GlossaryEntry[] = [];
  const taken = new Set<string>();
  const take = (entry: GlossaryEntry): void => {
    if (taken.has(entry.term.toLowerCase()) || entries.length >= most) return;
    taken.add(entry.term.toLowerCase());
    entries.push(entry);
  };
  for (const entry of defined) {
    if (
      new RegExp(
        `(?<![\\p{L}\\d-])${escaped(entry.term)}s?(?![\\p{L}\\d])`,
        /^\p{Lu}{2}/u.test(entry.term) ? 'u' : 'iu',
      ).test(text)
    )
      take(entry);
  }
  if (explainKnown)
    for (const { term: name, explanation } of knownTermsOf(text))
      take({ term: name, definition: explanation, sources: [] });
  return entries;
}
