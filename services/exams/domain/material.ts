/** What an exam is made from: the passages of its documents that say something which can be asked. */
import type { DocumentPassage } from '@scory/contracts/documents/passages.ts';
import type { Passage } from './passage.ts';

export interface MaterialPassage extends Passage {
  /** What was asked for and found it, else the heading it stands under. */
  topic: string;
}

export interface Material {
  /** ISO 639-1, of most of it; null where the documents do not say. */
  language: string | null;
  passages: MaterialPassage[];
}

/** A document's passages as they come, or those of them that a topic found. */
export interface Source {
  document: { id: string; title: string | null; language: string | null };
  passages: { passage: DocumentPassage; topic?: string }[];
}

/** Sections in which a paper or a book speaks about itself; whole headings, numbers in front aside. */
const asideHeadings =
  /^(?:[\dIVX.]+\s+)?(?:references?|bibliography|works cited|literature(?: cited)?|acknowledge?ments?|funding(?: information| sources)?|(?:declaration|conflicts?)s? of (?:competing )?interests?|competing interests?|(?:author|credit)s?['’]? (?:contributions?|statement|information)|(?:data|code)(?: and code)? availability(?: statement)?|ethics (?:statement|approval)|supplementary (?:material|information)s?|supporting information|abbreviations|table of contents|contents|index|about the authors?|copyright|disclaimer|license|impressum|literatur(?:verzeichnis)?|danksagung|inhalt(?:sverzeichnis)?|remerciements|bibliographie|références|agradecimientos|referencias|bibliografía)\s*:?$/i;

/** Sentences of publishers, of which two make a passage theirs. */
const boilerplate =
  /all rights reserved|©|\bISBN\b|\bISSN\b|creative commons|correspond(?:ing|ence) (?:author|to)|e-?mail:|\S@[\w-]+\.\w|received:? .{0,40}accepted|this (?:article|work) is (?:licensed|distributed)|no part of this|doi\.org\/|article in press|publisher['’]s note/gi;

const shortest = 120;

/** Letters make up most of prose; of formulas, tables and lists of numbers they do not. */
function isProse(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const dense = text.replaceAll(/\s/g, '').length;
  return dense > 0 && letters / dense > 0.72 && /[.!?。]["”»)]?(?:\s|$)/u.test(text);
}

function isUsable({ kind, section, hidden }: DocumentPassage, text: string): boolean {
  // Who takes the exam could not read it up, and what is hidden may be meant for machines.
  if (hidden) return false;
  if (kind !== 'text' && kind !== 'abstract') return false;
  if (section.some((heading) => asideHeadings.test(heading.trim()))) return false;
  if (text.length < shortest || !isProse(text)) return false;
  return (text.match(boilerplate)?.length ?? 0) < 2;
}

/** Without what the passage before has said: a question on each would be the same question. */
function withoutRepeats({ text, lines, repeats }: DocumentPassage): Pick<Passage, 'text' | 'lines'> {
  const gap = /^\s*/.exec(text.slice(repeats))?.[0].length ?? 0;
  const cut = repeats === 0 ? 0 : repeats + gap;
  const moved = lines
    .filter(({ end }) => end > cut)
    .map((line) => ({ ...line, start: Math.max(0, line.start - cut), end: line.end - cut }));
  return { text: text.slice(cut), lines: moved };
}

/** A passage of the search is for reading; a question needs less around it, and two on one passage would be made side by side. */
const pieceCharacters = 700;
const smallestPiece = 300;
const abbreviation =
  /(?:\b(?:al|Fig|Figs|Eq|vs|cf|No|Dr|Prof|approx|ca|e\.g|i\.e|z\.B|bzw|Abb)|\b\p{Lu})\.\s*$/u;

/** Where sentences end after which the text may be divided, as offsets. */
function cutsOf(text: string, language: string | null): number[] {
  const cuts: number[] = [];
  let from = 0;
  for (const { index, segment } of new Intl.Segmenter(language ?? 'en', { granularity: 'sentence' }).segment(
    text,
  )) {
    const end = index + segment.length;
    const ends = /[.!?。]["”»)\]]?\s*$/u.test(segment) && !abbreviation.test(segment);
    if (!ends || end - from < pieceCharacters || text.length - end < smallestPiece) continue;
    cuts.push(end);
    from = end;
  }
  return cuts;
}

/** The same text in stretches of whole sentences. */
function piecesOf(
  { text, lines }: Pick<Passage, 'text' | 'lines'>,
  language: string | null,
): Pick<Passage, 'text' | 'lines'>[] {
  const ends = [...cutsOf(text, language), text.length];
  return ends.map((end, place) => {
    const from = ends[place - 1] ?? 0;
    const start = end - text.slice(from, end).trimStart().length;
    const stretch = text.slice(start, end).trimEnd();
    const own = lines
      .filter((line) => line.start < start + stretch.length && line.end > start)
      .map((line) => ({
        ...line,
        start: Math.max(0, line.start - start),
        end: Math.min(stretch.length, line.end - start),
      }));
    return { text: stretch, lines: own };
  });
}

const alike = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const topicMax = 200;
const firstOf = (text: string): string => text.slice(0, topicMax).trim();

const abstractTopic = 'Abstract';

function topicOf({
  document,
  passage,
  topic,
}: {
  document: Source['document'];
  passage: DocumentPassage;
  topic: string | undefined;
}): string {
  const heading = passage.section.at(-1) ?? (passage.kind === 'abstract' ? abstractTopic : document.title);
  return firstOf(topic ?? heading ?? '');
}

/** More than a plan of the most questions an exam may have can use. */
const passagesMax = 1_000;

/** Usable passages in the order of the documents, numbered from 1, each text once; evenly thinned where there are very many. */
export function materialOf(sources: readonly Source[]): Material {
  const seen = new Set<string>();
  const characters = new Map<string, number>();
  const usable: Omit<MaterialPassage, 'number'>[] = [];
  for (const { document, passages } of sources)
    for (const { passage, topic } of passages) {
      const { language } = document;
      const { kind, section } = passage;
      for (const own of piecesOf(withoutRepeats(passage), language)) {
        const key = alike(own.text);
        if (!isUsable(passage, own.text) || seen.has(key)) continue;
        seen.add(key);
        if (language) characters.set(language, (characters.get(language) ?? 0) + own.text.length);
        usable.push({
          documentId: document.id,
          kind,
          section,
          ...own,
          language,
          topic: topicOf({ document, passage, topic }),
        });
      }
    }
  const [most] = [...characters].sort(([, a], [, b]) => b - a);
  const every = Math.max(1, usable.length / passagesMax);
  const kept = usable.filter((_one, place) => Math.floor(place / every) !== Math.floor((place - 1) / every));
  return {
    language: most?.[0] ?? null,
    passages: kept.map((passage, place) => ({ ...passage, number: place + 1 })),
  };
}
