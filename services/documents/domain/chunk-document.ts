/**
 * Divides a document into chunks along its structure. Prose flows around what floats in it (tables, captions,
 * footnotes), within one section of the document; abstract, captions, footnotes and tables are chunks of their own.
 */
import type { DocumentText } from '@scory/contracts/documents/text.ts';
import { buildChunk, type ChunkDraft } from './build-chunk.ts';
import type { Chunk, ChunkKind } from './chunk.ts';
import { sentenceUnits, type Unit } from './chunk-units.ts';
import { abstractLabel, isAbstract } from './heading-words.ts';
import { type ChunkSizes, type Passage, packUnits } from './pack-units.ts';
import { tablePassages } from './table-passages.ts';
import { type WholeText, wholeTexts } from './whole-texts.ts';

export interface ChunkedDocument {
  chunks: Chunk[];
  /** Characters that are in no chunk, by why. */
  leftOut: { fragment: number; reference: number };
}

const defaultSizes: ChunkSizes = { targetTokens: 400, maxTokens: 512, overlapTokens: 60 };
/** A section with fewer tokens says too little alone: it joins the next one. */
const tinySectionTokens = 64;

type Chunkable = Pick<DocumentText, 'pages' | 'title' | 'abstract'>;

const pathKey = (section: readonly string[]): string => section.join('\u0000');

/** Headings over nothing (a slide with only a title) are what their section says. */
function loneHeadings(wholes: readonly WholeText[]): Set<WholeText> {
  const filled = new Set<string>();
  for (const { kind, hidden, section } of wholes) {
    if (kind === 'heading' || hidden) continue;
    for (let depth = 0; depth <= section.length; depth += 1) filled.add(pathKey(section.slice(0, depth)));
  }
  const headings = wholes.filter(({ kind, hidden }) => kind === 'heading' && !hidden);
  // A heading over headings names them.
  for (const { section } of headings) {
    for (let depth = 0; depth < section.length; depth += 1) filled.add(pathKey(section.slice(0, depth)));
  }
  return new Set(headings.filter(({ section }) => !filled.has(pathKey(section))));
}

const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

/** Tells the paragraphs of the abstract, by what the first page says it is or else by its heading. */
function abstractOf({ abstract, pages }: Chunkable): (whole: WholeText) => boolean {
  const known = bare(abstract ?? '');
  const lastFrontPage = pages[1]?.number ?? 1;
  return ({ kind, text, section, parts }) => {
    if (kind !== 'text') return false;
    if (known === '') return isAbstract(section[0] ?? '');
    const words = bare(text.replace(abstractLabel, ''));
    return parts[0]!.page <= lastFrontPage && words.length >= 20 && known.includes(words);
  };
}

/** The caption next to each table on its page, before it sooner than after it. */
function captionsOfTables(wholes: readonly WholeText[]): Map<WholeText, WholeText> {
  const captions = new Map<WholeText, WholeText>();
  const taken = new Set<WholeText>();
  const isCaption = (whole: WholeText | undefined, table: WholeText): boolean =>
    whole?.kind === 'caption' &&
    !whole.hidden &&
    !taken.has(whole) &&
    whole.parts[0]!.page === table.parts[0]!.page &&
    !/^(?:fig|abb|scheme)/i.test(whole.text);
  wholes.forEach((table, index) => {
    if (table.kind !== 'table' || table.hidden) return;
    const caption = [wholes[index - 1], wholes[index + 1]].find((each) => isCaption(each, table));
    if (!caption) return;
    captions.set(table, caption);
    taken.add(caption);
  });
  return captions;
}

/** Footnotes are short: those of a page under one heading of the first level are read together. */
function footnotesByPage(floats: readonly WholeText[]): WholeText[][] {
  const notes = floats.filter(({ kind }) => kind === 'footnote');
  return [...Map.groupBy(notes, ({ parts, section }) => `${parts[0]!.page} ${section[0] ?? ''}`).values()];
}

function commonPath(paths: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = paths;
  let depth = 0;
  while (depth < first.length && others.every((path) => path[depth] === first[depth])) depth += 1;
  return first.slice(0, depth);
}

/** The headings over all of it; where it joins sections of the document, over the larger part. */
function sectionOf(units: readonly Unit[]): string[] {
  const tokens = new Map<string, number>();
  for (const { whole, tokens: more } of units) {
    const top = whole.section[0] ?? '';
    tokens.set(top, (tokens.get(top) ?? 0) + more);
  }
  const [largest] = [...tokens].toSorted((a, b) => b[1] - a[1])[0]!;
  return commonPath(units.map(({ whole }) => whole.section).filter((path) => (path[0] ?? '') === largest));
}

/** Runs of prose under one heading of the first level; tiny ones with the next. */
function groupsOf(units: readonly Unit[]): Unit[][] {
  const groups: Unit[][] = [];
  let top: string | undefined;
  let tokens = 0;
  for (const unit of units) {
    const own = unit.whole.section[0] ?? '';
    if (groups.length === 0 || (own !== top && tokens >= tinySectionTokens)) {
      groups.push([]);
      tokens = 0;
    }
    if (own !== top) tokens = 0;
    top = own;
    tokens += unit.tokens;
    groups.at(-1)!.push(unit);
  }
  return groups;
}

interface Sorted {
  hidden: WholeText[];
  prose: WholeText[];
  abstract: WholeText[];
  floats: WholeText[];
  leftOut: ChunkedDocument['leftOut'];
}

function sort(wholes: readonly WholeText[], isAbstractText: (whole: WholeText) => boolean): Sorted {
  const sorted: Sorted = {
    hidden: [],
    prose: [],
    abstract: [],
    floats: [],
    leftOut: { fragment: 0, reference: 0 },
  };
  const lone = loneHeadings(wholes);
  for (const whole of wholes) {
    const { kind, hidden, text } = whole;
    if (hidden) sorted.hidden.push(whole);
    else if (kind === 'fragment' || kind === 'reference') sorted.leftOut[kind] += text.length;
    else if (kind === 'heading') {
      if (lone.has(whole)) sorted.prose.push(whole);
    } else if (kind !== 'text' && kind !== 'note') sorted.floats.push(whole);
    else if (isAbstractText(whole)) sorted.abstract.push(whole);
    else sorted.prose.push(whole);
  }
  return sorted;
}

function draftsOf(
  document: Chunkable,
  sizes: ChunkSizes,
): { drafts: ChunkDraft[]; leftOut: ChunkedDocument['leftOut'] } {
  const wholes = wholeTexts(document);
  const { hidden, prose, abstract, floats, leftOut } = sort(wholes, abstractOf(document));
  const drafts: ChunkDraft[] = [];
  const add = (kind: ChunkKind, passages: readonly Passage[]): void => {
    for (const { repeated, units } of passages)
      drafts.push({ kind, repeated, units, section: sectionOf(units) });
  };
  const unitsOf = (whole: WholeText): Unit[] => sentenceUnits(whole, sizes.maxTokens);
  for (const group of groupsOf(prose.flatMap(unitsOf))) add('text', packUnits(group, sizes));
  add('abstract', packUnits(abstract.flatMap(unitsOf), sizes));
  for (const notes of footnotesByPage(floats)) add('footnote', packUnits(notes.flatMap(unitsOf), sizes));
  // Of one page each, so that a mark on the page is right; under no heading, as it is no part of what the document says.
  for (const [, ofPage] of Map.groupBy(hidden, ({ parts }) => parts[0]!.page)) {
    for (const { repeated, units } of packUnits(ofPage.flatMap(unitsOf), sizes))
      drafts.push({ kind: 'text', repeated, units, section: [], hidden: true });
  }
  const captions = captionsOfTables(wholes);
  const withTables = new Set(captions.values());
  for (const whole of floats) {
    if (whole.kind === 'table') add('table', tablePassages(whole, captions.get(whole), sizes.maxTokens));
    else if (whole.kind === 'caption' && !withTables.has(whole))
      add('caption', packUnits(unitsOf(whole), sizes));
  }
  return { drafts, leftOut };
}

/** A table's caption may stand after it. */
function placeOf({ units }: ChunkDraft): [number, number] {
  const { whole, start } = units.find((unit) => unit.whole.kind === 'table') ?? units[0]!;
  return [whole.order, start];
}

/**
 * The chunks of a document in the order of its text. The same text gives the same chunks. Left out are references,
 * fragments, and headings, which each chunk carries as its section. Hidden text is in chunks of its own.
 */
export function chunkDocument(document: Chunkable, given: Partial<ChunkSizes> = {}): ChunkedDocument {
  const { drafts, leftOut } = draftsOf(document, { ...defaultSizes, ...given });
  const inOrder = drafts
    .map((draft) => ({ draft, place: placeOf(draft) }))
    .toSorted((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1]);
  return { chunks: inOrder.map(({ draft }, index) => buildChunk(draft, index)), leftOut };
}
