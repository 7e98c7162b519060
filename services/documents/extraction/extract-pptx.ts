/** A presentation's text, a page a slide. Runs inside an extraction child. */
import type { DocumentPage, ExtractionWarning } from '@scory/contracts/documents/text.ts';
import { mediaTypes } from '../domain/media-types.ts';
import { emuPerPoint } from '../domain/pptx/geometry.ts';
import { type Inherited, inheritedFrom } from '../domain/pptx/placeholders.ts';
import { isHiddenSlide, readSlide, type SlideText } from '../domain/pptx/slide.ts';
import { childOf, childrenOf, type XmlElement } from '../domain/xml-element.ts';
import { type OfficePackage, openOfficePackage, type Relationship } from './archive/office-package.ts';
import { withZipArchive } from './archive/zip-archive.ts';
import { checkSize, extractionOf } from './extraction-of.ts';
import { ExtractError, type Extraction, type ExtractLimits } from './protocol.ts';

type OnPage = (completed: number, total: number) => void;

interface Size {
  width: number;
  height: number;
}

function sizeOf(presentation: XmlElement): Size {
  const size = childOf(presentation, 'p:sldSz')?.attributes;
  const points = (emu: string | undefined): number => Math.round((Number(emu) / emuPerPoint) * 100) / 100;
  const [width, height] = [points(size?.cx), points(size?.cy)] as const;
  const isSize = (points: number): boolean => points > 0 && Number.isFinite(points);
  // What PowerPoint takes where a file does not say it: 10 by 7.5 inches.
  return isSize(width) && isSize(height) ? { width, height } : { width: 720, height: 540 };
}

const ofType = (relationships: readonly Relationship[], type: string): string | undefined =>
  relationships.find((each) => each.type === type)?.target;

/** Reads slides one by one; what their layouts say is read once. */
class Deck {
  readonly #file: OfficePackage;
  readonly #size: Size;
  readonly #layouts = new Map<string, Inherited>();

  constructor(file: OfficePackage, size: Size) {
    this.#file = file;
    this.#size = size;
  }

  async read(part: string): Promise<SlideText> {
    const slide = await this.#file.read(part);
    if (isHiddenSlide(slide)) return { paragraphs: [], title: null, hidden: true };
    const relationships = await this.#file.relationships(part);
    const diagrams = new Map<string, XmlElement>();
    for (const { id, type, target } of relationships)
      if (type === 'diagramData' && this.#file.has(target)) diagrams.set(id, await this.#file.read(target));
    const inherited = await this.#layout(ofType(relationships, 'slideLayout'));
    const notes = await this.#part(ofType(relationships, 'notesSlide'));
    return readSlide({ slide, inherited, diagrams, notes, ...this.#size });
  }

  async #part(part: string | undefined): Promise<XmlElement | undefined> {
    return part !== undefined && this.#file.has(part) ? await this.#file.read(part) : undefined;
  }

  async #layout(part: string | undefined): Promise<Inherited> {
    const known = this.#layouts.get(part ?? '');
    if (known) return known;
    const layout = await this.#part(part);
    const above = part === undefined ? [] : await this.#file.relationships(part);
    const read = inheritedFrom(layout, await this.#part(ofType(above, 'slideMaster')));
    this.#layouts.set(part ?? '', read);
    return read;
  }
}

/** Parts of the slides in the order of the presentation. */
async function slideParts(file: OfficePackage, presentation: XmlElement): Promise<string[]> {
  const byId = new Map((await file.relationships(file.mainPart)).map(({ id, target }) => [id, target]));
  return childrenOf(childOf(presentation, 'p:sldIdLst'), 'p:sldId').map(({ attributes }) => {
    const part = byId.get(attributes['r:id'] ?? '');
    if (part === undefined || !file.has(part))
      throw new ExtractError('FILE_MALFORMED', 'A slide of the presentation is missing');
    return part;
  });
}

function warningsOf(slides: readonly SlideText[]): ExtractionWarning[] {
  const numbers = (matching: (slide: SlideText) => boolean): number[] =>
    slides.flatMap((slide, index) => (matching(slide) ? [index + 1] : []));
  const hidden = numbers((slide) => slide.hidden);
  const blank = numbers((slide) => !slide.hidden && slide.paragraphs.length === 0);
  const warnings: ExtractionWarning[] = [];
  if (hidden.length > 0) {
    const message = 'Slides and shapes that are not shown were left out';
    warnings.push({ code: 'HIDDEN_LEFT_OUT', message, pages: hidden });
  }
  if (blank.length > 0)
    warnings.push({ code: 'PAGE_WITHOUT_TEXT', message: 'Slides have no text', pages: blank });
  return warnings;
}

/** Throws an `ExtractError` for every file that has no text to give. */
export function extractPptx(path: string, limits: ExtractLimits, onPage: OnPage): Promise<Extraction> {
  return withZipArchive(path, limits, async (archive) => {
    const file = await openOfficePackage(archive, 'pptx');
    const presentation = await file.read(file.mainPart);
    const size = sizeOf(presentation);
    const parts = await slideParts(file, presentation);
    const deck = new Deck(file, size);
    const slides: SlideText[] = [];
    let characters = 0;
    checkSize(limits, parts.length, 0);
    for (const part of parts) {
      const slide = await deck.read(part);
      slides.push(slide);
      for (const { text } of slide.paragraphs) characters += text.length;
      checkSize(limits, slides.length, characters);
      onPage(slides.length, parts.length);
    }
    const pages = slides.map(
      ({ paragraphs }, index): DocumentPage => ({ number: index + 1, ...size, paragraphs }),
    );
    return extractionOf(
      mediaTypes.pptx,
      {
        pages,
        title: { given: file.title, printed: slides.find((slide) => slide.title !== null)?.title ?? null },
        authors: file.authors,
        warnings: warningsOf(slides),
      },
      limits,
    );
  });
}
