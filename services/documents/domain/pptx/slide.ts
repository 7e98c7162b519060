/** From the shapes of a slide to its paragraphs in reading order. */
import type { Box, Paragraph } from '@scory/contracts/documents/text.ts';
import { childOf, childrenOf, descendantsOf, elementsOf, type XmlElement } from '../xml-element.ts';
import { boxOf, groupMatrix, identity, type Matrix } from './geometry.ts';
import { type Inherited, isRunning, isTitle, type Placeholder, placeholderOf } from './placeholders.ts';
import { slideOrder } from './slide-order.ts';
import { bodyTexts, diagramTexts, tableText } from './slide-text.ts';

export interface SlideParts {
  slide: XmlElement;
  inherited: Inherited;
  /** Data models by the id of the relationship that leads to them. */
  diagrams: ReadonlyMap<string, XmlElement>;
  notes: XmlElement | undefined;
  /** In points. */
  width: number;
  height: number;
}

export interface SlideText {
  paragraphs: Paragraph[];
  title: string | null;
  /** Text was left out because the audience does not see it. */
  hidden: boolean;
}

interface Item {
  box: Box | undefined;
  paragraphs: { text: string; kind: Paragraph['kind']; level?: number }[];
  isTitle: boolean;
}

const isOff = (value: string | undefined): boolean => value === '0' || value === 'false';
const isOn = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Hidden slides keep their number, and nobody sees them. */
export const isHiddenSlide = (slide: XmlElement): boolean => isOff(slide.attributes.show);

const texts = (said: readonly string[]): Item['paragraphs'] => said.map((text) => ({ text, kind: 'text' }));

class SlideReader {
  readonly #parts: SlideParts;
  readonly items: Item[] = [];
  hidden = false;

  constructor(parts: SlideParts) {
    this.#parts = parts;
  }

  tree(parent: XmlElement | undefined, matrix: Matrix, hidden: boolean): void {
    for (const shape of elementsOf(parent)) {
      const notShown = hidden || isHidden(shape);
      if (shape.name === 'p:grpSp')
        this.tree(shape, groupMatrix(childOf(shape, 'p:grpSpPr', 'a:xfrm'), matrix), notShown);
      else if (shape.name === 'p:sp') this.#shape(shape, matrix, notShown);
      else if (shape.name === 'p:graphicFrame') this.#frame(shape, matrix, notShown);
    }
  }

  #shape(shape: XmlElement, matrix: Matrix, hidden: boolean): void {
    const placeholder = placeholderOf(shape);
    if (placeholder && isRunning(placeholder)) return;
    const said = bodyTexts(childOf(shape, 'p:txBody'));
    const own = childOf(shape, 'p:spPr', 'a:xfrm');
    const title = placeholder !== undefined && isTitle(placeholder);
    // A title of two lines is one title.
    const paragraphs: Item['paragraphs'] =
      title && said.length > 0 ? [{ text: said.join(' '), kind: 'heading', level: 1 }] : texts(said);
    this.#add({ box: this.#place(own, placeholder, matrix), paragraphs, isTitle: title }, hidden);
  }

  #frame(frame: XmlElement, matrix: Matrix, hidden: boolean): void {
    const data = childOf(frame, 'a:graphic', 'a:graphicData');
    const rows = childrenOf(data, 'a:tbl').map(tableText);
    const paragraphs: Item['paragraphs'] = rows
      .filter((text) => text !== '')
      .map((text) => ({ text, kind: 'table' }));
    const model = childOf(data, 'dgm:relIds')?.attributes['r:dm'];
    if (model !== undefined) paragraphs.push(...texts(diagramTexts(this.#parts.diagrams.get(model))));
    const box = this.#place(childOf(frame, 'p:xfrm'), placeholderOf(frame), matrix);
    this.#add({ box, paragraphs, isTitle: false }, hidden);
  }

  #place(own: XmlElement | undefined, placeholder: Placeholder | undefined, matrix: Matrix): Box | undefined {
    const found = boxOf(own, matrix);
    if (found || !placeholder) return found;
    // Layouts and masters have no groups that a slide's shape could inherit.
    return boxOf(this.#parts.inherited(placeholder), identity);
  }

  #add(item: Item, hidden: boolean): void {
    if (item.paragraphs.length === 0) return;
    const { width, height } = this.#parts;
    const { box } = item;
    const beside = box && (box[2] <= 0 || box[3] <= 0 || box[0] >= width || box[1] >= height);
    if (hidden || beside) this.hidden = true;
    else this.items.push({ ...item, box: box && clipped(box, width, height) });
  }
}

function isHidden(shape: XmlElement): boolean {
  return ['p:nvSpPr', 'p:nvGrpSpPr', 'p:nvGraphicFramePr'].some((name) =>
    isOn(childOf(shape, name, 'p:cNvPr')?.attributes.hidden),
  );
}

const rounded = (points: number): number => Math.round(points * 100) / 100;

const clipped = ([x0, y0, x1, y1]: Box, width: number, height: number): Box => [
  rounded(Math.max(0, x0)),
  rounded(Math.max(0, y0)),
  rounded(Math.min(width, x1)),
  rounded(Math.min(height, y1)),
];

function notesTexts(notes: XmlElement | undefined): string[] {
  return descendantsOf(notes, 'p:sp')
    .filter((shape) => placeholderOf(shape)?.type === 'body')
    .flatMap((shape) => bodyTexts(childOf(shape, 'p:txBody')));
}

/** The uppermost: templates make titles of whatever is large. */
function titleOf(items: readonly Item[]): Item | undefined {
  const top = ({ box }: Item): number => box?.[1] ?? Number.POSITIVE_INFINITY;
  return items.filter((item) => item.isTitle).toSorted((one, other) => top(one) - top(other))[0];
}

const withoutTitle = (item: Item): Item =>
  item.isTitle ? { ...item, paragraphs: texts(item.paragraphs.map(({ text }) => text)) } : item;

/** The title first, then as a reader goes over the slide, what has no place last; after all of it the notes. */
export function readSlide(parts: SlideParts): SlideText {
  const reader = new SlideReader(parts);
  reader.tree(childOf(parts.slide, 'p:cSld', 'p:spTree'), identity, false);
  const title = titleOf(reader.items);
  const rest = reader.items.filter((item) => item !== title).map(withoutTitle);
  const placed = slideOrder(rest.flatMap((item) => (item.box ? [{ ...item, box: item.box }] : [])));
  const ordered: Item[] = [...(title ? [title] : []), ...placed, ...rest.filter((item) => !item.box)];
  const shown = ordered.flatMap(({ box, paragraphs }) =>
    paragraphs.map((paragraph): Paragraph => ({ ...paragraph, boxes: box ? [box] : [] })),
  );
  const notes = notesTexts(parts.notes).map((text): Paragraph => ({ text, kind: 'note', boxes: [] }));
  return {
    paragraphs: [...shown, ...notes],
    title: shown.find(({ kind }) => kind === 'heading')?.text ?? null,
    hidden: reader.hidden,
  };
}
