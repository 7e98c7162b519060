/** From the plain text of a paper to blocks: headings, paragraphs, tables. */
import type { SourceDocument } from './paper-text.ts';

export type SectionKind =
  | 'abstract'
  | 'introduction'
  | 'methods'
  | 'results'
  | 'discussion'
  | 'conclusion'
  | 'body'
  | 'appendix'
  | 'references'
  | 'acknowledgements'
  | 'keywords'
  | 'front';

export interface Block {
  text: string;
  heading: boolean;
  table: boolean;
  page: number | null;
  /** Set where the place in the document says more than the words. */
  kind?: SectionKind;
}

/** Heading words by what follows them; the first that matches counts. */
const kinds: readonly (readonly [pattern: RegExp, kind: SectionKind])[] = [
  [/^(?:abstract|summary|plain[- ]language summary)$/i, 'abstract'],
  [/^(?:references?|bibliography|literature cited|works cited|notes and references)$/i, 'references'],
  [
    /^(?:acknowledge?ments?|funding|financial support|conflicts? of interests?|competing interests?|declarations?( of interests?)?|authors?['’]? contributions?|ethic(s|al)\b.*|data availability.*|disclosures?|supplementary (material|information).*|author information|about the authors?)$/i,
    'acknowledgements',
  ],
  [
    /^(?:key ?words?|categories and subject descriptors|general terms|index terms|ccs concepts|abbreviations)(?:$|\s)/i,
    'keywords',
  ],
  [/^(?:appendix|appendices|supplement)\b/i, 'appendix'],
  [
    /^(?:introduction|background|motivation|objectives?|aims?|purpose)(?:$| (?:and|of|to)\b)/i,
    'introduction',
  ],
  [
    /^(?:materials? and methods?|methods?|methodology|experimental (setup|design)|study design|search methods|selection criteria|data collection.*|design|setting|participants|patients and methods)(?:$| (?:and|of|for)\b)/i,
    'methods',
  ],
  [
    /^(?:(?:main |experimental )?results?|findings|experiments?|evaluation)(?:$| (?:and|of|on|for)\b)/i,
    'results',
  ],
  [
    /^(?:conclusions?|concluding remarks|authors?['’] conclusions?|conclusions? and .*|summary and conclusions?)(?:$|:)/i,
    'conclusion',
  ],
  [/^(?:discussion|limitations?|general discussion|implications)(?:$| (?:and|of|for)\b)/i, 'discussion'],
];

/** `2.1 `, `IV. `, `A.3 ` before the words of a heading. */
const numbering = /^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z](?:\.\d{1,2}){0,2}\.?)\s+(?=\p{Lu})/u;

export function headingKind(heading: string): SectionKind {
  const words = heading
    .replace(numbering, '')
    .replace(/^#+\s*/, '')
    .replace(/[:.—–-]+\s*$/, '')
    .trim();
  for (const [pattern, kind] of kinds) {
    if (pattern.test(words)) return kind;
  }
  return 'body';
}

/** A label that opens a paragraph: `Abstract—We …`, `RESULTS: Of 40 …`, `Keywords JavaScript, …`. */
const inline =
  /^(abstract|summary|background|introduction|objectives?|aims?|purpose|methods?|materials and methods|design|setting|participants|interventions?|main outcome measures?|search methods|selection criteria|data collection and analysis|main results|results?|findings|conclusions?|authors?['’] conclusions?|discussion|interpretation|funding|key ?words|index terms|general terms|categories and subject descriptors|acknowledge?ments?)\s*(?:[:.—–]|\s-)\s*(?=[\p{Lu}\d"“(])/iu;
const bareLabel =
  /^(?:Keywords?|Key words|Index Terms|General Terms|Categories and Subject Descriptors)\s+(?=\p{Lu})/u;

/** A line of only this is a heading wherever it stands. */
const unmistakable =
  /^(?:(?:\d{1,2}\.?|[IVX]{1,4}\.)\s+)?(?:abstract|introduction|materials and methods|methods|related work|results|discussion|conclusions?|references|bibliography|acknowledge?ments?)$/i;

/** Whether a line on its own is a heading; what stands around it has been checked by the caller. */
function looksLikeHeading(line: string): boolean {
  const text = line.trim();
  if (text.length < 3 || text.length > 100 || /[.,;?!]$/.test(text)) return false;
  if (/^#{1,6}\s+\S/.test(text)) return true;
  const words = text.replace(numbering, '').split(/\s+/);
  if (words.length > 12) return false;
  if (headingKind(text) !== 'body') return words.length <= 6;
  if (/[=<>@{}\\|]|\d{3,}|https?:/.test(text)) return false;
  if (numbering.test(text)) return /^\p{Lu}[\p{L}\p{M}-]{2,}/u.test(words[0]!);
  return words.length <= 8 && text === text.toUpperCase() && /\p{Lu}{4}/u.test(text);
}

const prefixes =
  /(?:^|[^\p{L}])(?:non|self|long|short|well|high|low|cross|follow|double|single|evidence|placebo|meta|post|pre|semi|multi|state|real|time)$/iu;

/** Lines of one paragraph as one text; a hyphen that only broke a word at the line end goes. */
function joinLines(lines: string[]): string {
  return lines.reduce((text, line) => {
    const broken = /^(.*\p{L})[-\u00AD\u2010]$/su.exec(text);
    // `PaSa-` and `7b`, `GPT-` and `4o`: a name goes on in the next line.
    if (broken && /^[\p{Lu}\d]/u.test(line)) return `${text}${line}`;
    if (!broken || !/^\p{Ll}/u.test(line)) return text === '' ? line : `${text} ${line}`;
    return prefixes.test(broken[1]!) ? `${text}${line}` : broken[1]! + line;
  }, '');
}

/** The blocks of one run of plain text: empty lines and heading lines part them. */
function plainBlocks(text: string, page: number | null): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    const joined = joinLines(lines);
    if (joined !== '') blocks.push({ text: joined, heading: false, table: false, page });
    lines = [];
  };
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\s+/g, ' ').trim();
    if (line === '') {
      flush();
    } else if (
      unmistakable.test(line) ||
      ((lines.length === 0 || /[.!?:)\]”"]$/.test(lines.at(-1)!)) && looksLikeHeading(line))
    ) {
      flush();
      blocks.push({ text: line.replace(/^#+\s*/, ''), heading: true, table: false, page });
    } else {
      const afterSentence = lines.length === 0 || /[.!?:)\]”"]$/.test(lines.at(-1)!);
      if (/^(?:abstract|summary|key ?words)\s?[.:—–]/i.test(line) || (afterSentence && inline.test(line)))
        flush();
      lines.push(line);
    }
  }
  flush();
  return blocks;
}

/** Takes labels off paragraphs, so that a structured abstract has its sections. */
function labelled(block: Block): Block[] {
  const label = block.heading || block.table ? null : (inline.exec(block.text) ?? bareLabel.exec(block.text));
  if (!label) return [block];
  const rest = block.text.slice(label[0].length);
  const heading = label[0].replace(/[\s:.—–-]+$/, '');
  return [
    { ...block, text: heading, heading: true },
    { ...block, text: rest },
  ];
}

/** A page break inside a sentence: the paragraph goes on with a small letter. */
function joinPages(blocks: Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const goesOn =
      last &&
      !last.heading &&
      !block.heading &&
      !last.table &&
      !block.table &&
      last.page !== block.page &&
      !/[.!?:]["”)\]]*$/.test(last.text) &&
      /^\p{Ll}/u.test(block.text);
    if (goesOn) last.text = joinLines([last.text, block.text]);
    else joined.push({ ...block });
  }
  return joined;
}

/** What stands above the abstract (authors, addresses) and in reference lists is marked as such. */
function markPlaces(blocks: Block[]): void {
  const abstract = blocks.findIndex((block) => block.heading && headingKind(block.text) === 'abstract');
  const introduction = blocks.findIndex(
    (block) => block.heading && headingKind(block.text) === 'introduction',
  );
  const from = abstract >= 0 ? abstract : introduction;
  // The title is the first block; it is taken before sections are made.
  if (from > 0 && from <= 40) for (const block of blocks.slice(0, from)) block.kind = 'front';
  let within = false;
  for (const block of blocks) {
    if (!block.heading || block.kind) continue;
    const kind = headingKind(block.text);
    // Numbered entries of a reference list look like headings; only a known name ends the list.
    if (within && kind === 'body' && !/^[A-Z](?:\.\d)?\.?\s+\p{Lu}/u.test(block.text))
      block.kind = 'references';
    else within = kind === 'references';
  }
}

/** The blocks of a document in reading order: its abstract, then its text. */
export function blocksOf(document: SourceDocument, clean: (text: string) => string): Block[] {
  const body: Block[] = [];
  if (document.paragraphs?.length) {
    for (const paragraph of document.paragraphs) {
      const text = clean(paragraph.text);
      const page = paragraph.pages?.[0] ?? null;
      const heading =
        paragraph.kind === 'heading' ||
        (paragraph.kind !== 'table' && !text.includes('\n') && looksLikeHeading(text));
      const table = paragraph.kind === 'table';
      if (heading || table) body.push({ text: text.trim(), heading, table, page });
      else body.push({ text: joinLines(text.split('\n').map((line) => line.trim())), heading, table, page });
    }
  } else if (document.pages?.length) {
    for (const [number, page] of document.pages.entries()) body.push(...plainBlocks(clean(page), number + 1));
  } else if (document.text) {
    body.push(...plainBlocks(clean(document.text), null));
  }
  const blocks = joinPages(body).flatMap(labelled);
  markPlaces(blocks);
  const abstract = document.abstract ? plainBlocks(clean(document.abstract), null).flatMap(labelled) : [];
  if (abstract.length === 0) return blocks;
  for (const block of abstract) block.kind = 'abstract';
  return [
    { text: 'Abstract', heading: true, table: false, page: null, kind: 'abstract' },
    ...abstract,
    ...blocks,
  ];
}
