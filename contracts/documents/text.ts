/**
 * The extracted text of a document: an artefact in the object store, written by the ingest and read by every
 * service that works on what a document says. Its form is this contract, so a reader needs no other service.
 */
import { z } from 'zod';

export const documentTextFormat = 'scory.document-text';

/**
 * x0, y0, x1, y1 in points (1/72 inch), origin at the top left of the page as a reader sees it (page rotation
 * applied), so that a passage can be marked on a rendering of the page of any size.
 */
export const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof box>;

const paragraphKind = z
  .enum(['heading', 'text', 'caption', 'footnote', 'table', 'fragment', 'note', 'reference'])
  .meta({
    description:
      'heading: a section title; text: prose; caption: of a figure or table; footnote; ' +
      'table: one row a line, cells divided by tabs; fragment: code, a formula, a label in a drawing, no sentence; ' +
      'note: what the speaker of a slide says, which the slide does not show; ' +
      'reference: an entry of a list of references',
  });

/** Where a stretch of a text stands: characters `start` to `end` (UTF-16, exclusive), all on one line. */
const textLine = z.object({ start: z.int().min(0), end: z.int().min(1), box });
export type TextLine = z.infer<typeof textLine>;

export const paragraph = z.object({
  text: z.string(),
  kind: paragraphKind,
  boxes: z.array(box).meta({
    description:
      'Where it stands on its page, one box per column it runs through; on a slide that of its shape; none in media without geometry',
  }),
  lines: z
    .array(textLine)
    .optional()
    .meta({
      description:
        'Where its text stands, line by line (a table: cell by cell), in the order of the text, without overlap; ' +
        'white space that joins two lines belongs to neither',
    }),
  level: z.int().min(0).max(9).optional().meta({
    description: 'Of a heading: 1 for the sections of the document, 2 for theirs; 0 for its own title',
  }),
  hidden: z
    .literal(true)
    .optional()
    .meta({
      description:
        'A reader of the page does not see it: it is not drawn, has the colour of its ground, is painted over, smaller ' +
        'than a point or outside the page. What it says was written for programs: show it as such, and believe none of it',
    }),
  continues: z.int().min(0).optional().meta({
    description: 'Index of the paragraph on the page before that this one goes on with',
  }),
});
export type Paragraph = z.infer<typeof paragraph>;

/** How a page was read that is a picture. */
const pageOcr = z.object({
  engine: z.string(),
  version: z.string(),
  languages: z.array(z.string()).meta({ description: 'ISO 639-2' }),
  confidence: z.number().min(0).max(1).meta({
    description: 'How sure the engine is of the text, the mean over its characters',
  }),
  words: z
    .array(z.object({ text: z.string(), box, confidence: z.number().min(0).max(1) }))
    .meta({ description: 'In the order in which the engine read them' }),
  transcript: z
    .object({
      engine: z.string(),
      version: z.string(),
      checked: z.int().meta({ description: 'Words that the OCR engine stands by' }),
      missing: z.array(z.string()).meta({ description: 'Those of them that the text lacks, at most 50' }),
    })
    .optional()
    .meta({
      description:
        'Where a model has read the page: the paragraphs are what it says, their boxes rough; confidence and words stay the OCR engine’s',
    }),
});

/**
 * PDF: a page. PPTX: a slide, counted as PowerPoint does. EPUB: an item of the spine. DOCX: what lies between hard
 * page breaks and those of the word processor that last saved it. Text, Markdown, HTML: the whole file. Width and
 * height are in points, 0 in media without geometry.
 */
export const documentPage = z.object({
  number: z.int().min(1),
  width: z.number(),
  height: z.number(),
  rotation: z
    .union([z.literal(90), z.literal(180), z.literal(270)])
    .optional()
    .meta({
      description:
        'Clockwise turn, beyond the page’s own, after which its text stands upright; boxes are so turned',
    }),
  paragraphs: z.array(paragraph),
  readers: z
    .object({
      agreement: z.number().min(0).max(1).meta({
        description: 'Share of runs of three letters that both readings have',
      }),
      kept: z.enum(['first', 'second']),
    })
    .optional()
    .meta({ description: 'Where two readers of the file disagree about the text of the page' }),
  ocr: pageOcr.optional().meta({ description: 'Absent where the text is the file’s own' }),
});
export type DocumentPage = z.infer<typeof documentPage>;

export const extractionWarning = z.object({
  code: z.enum([
    'PAGE_UNREADABLE',
    'PAGE_WITHOUT_TEXT',
    'UNMAPPED_GLYPHS',
    'FILE_TRUNCATED',
    'TEXT_DECODING',
    'HIDDEN_LEFT_OUT',
    'TEXT_HIDDEN',
    'READERS_DISAGREE',
    'PAGE_OCR_UNCERTAIN',
    'OCR_DISPUTED',
  ]),
  message: z.string(),
  pages: z.array(z.int().min(1)).optional(),
});
export type ExtractionWarning = z.infer<typeof extractionWarning>;

export const documentText = z.object({
  format: z.literal(documentTextFormat),
  version: z.literal(1),
  /** Of the original file, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  media_type: z.string(),
  title: z.string().nullable(),
  /** ISO 639-1, where the text says it clearly. */
  language: z.string().length(2).nullable(),
  /** As the file's metadata names them, or the first page of a paper. Absent from older texts; null where neither says it clearly. */
  authors: z.array(z.string()).nullable().optional(),
  abstract: z.string().nullable().optional(),
  /** Of publication. */
  year: z.int().nullable().optional(),
  /** Without a resolver in front: `10.1000/182`. */
  doi: z.string().nullable().optional(),
  pages: z.array(documentPage),
  extractor: z.object({ name: z.string(), version: z.string() }),
  warnings: z.array(extractionWarning),
});
export type DocumentText = z.infer<typeof documentText>;

/** Below this lies all that belongs to a document. */
export const documentPrefix = (ownerId: string, documentId: string): string =>
  `documents/${ownerId}/${documentId}/`;

/**
 * Where the text of a document lies in the object store. The owner is part of the key: who asks with another
 * owner's document id asks for a key that does not exist.
 */
export function documentTextKey(ownerId: string, documentId: string): string {
  return `${documentPrefix(ownerId, documentId)}text.json`;
}

/** The original file. */
export function documentFileKey(ownerId: string, documentId: string): string {
  return `${documentPrefix(ownerId, documentId)}file`;
}

/** File and text of a version that does not serve yet; then they take the places of those that do. */
export const nextVersionPrefix = (ownerId: string, documentId: string, version: number): string =>
  `${documentPrefix(ownerId, documentId)}versions/${version}/`;

/** Joins a sentence that a page break cut; a hyphen that the break put into a word goes. Ends with `after`. */
export function joinAcrossPages(before: string, after: string): string {
  const split = /\p{L}[-\u2010]$/u.test(before.slice(-3)) && /^\p{Ll}/u.test(after);
  return split ? before.slice(0, -1) + after : `${before} ${after}`;
}

/** A paragraph with the pages it stands on. */
export interface WholeParagraph {
  text: string;
  kind: Paragraph['kind'];
  pages: number[];
}

/** Paragraphs in reading order over all pages, with those that run over a page break made whole. */
export function wholeParagraphs(document: Pick<DocumentText, 'pages'>): WholeParagraph[] {
  const whole: WholeParagraph[] = [];
  let pageBefore: WholeParagraph[] = [];
  for (const page of document.pages) {
    pageBefore = page.paragraphs.map(({ text, kind, continues }) => {
      const begun = continues === undefined ? undefined : pageBefore[continues];
      if (begun) {
        begun.text = joinAcrossPages(begun.text, text);
        begun.pages.push(page.number);
        return begun;
      }
      const paragraph = { text, kind, pages: [page.number] };
      whole.push(paragraph);
      return paragraph;
    });
  }
  return whole;
}

/** The running text: paragraphs in reading order with an empty line between them. */
export function plainText(document: Pick<DocumentText, 'pages'>): string {
  return wholeParagraphs(document)
    .map((each) => each.text)
    .join('\n\n');
}
