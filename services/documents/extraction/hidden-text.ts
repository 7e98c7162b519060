/**
 * Finds text that a page has and does not show. What matters is what a reader sees: text is hidden where drawing the page
 * without it gives the same picture. The page is drawn only where something on it may hide text.
 */
import type { PDFiumDocument } from '@hyzyla/pdfium';
import type { Box } from '@scory/contracts/documents/text.ts';
import type { Unseen, UnseenPlace } from '../domain/unseen-text.ts';
import type { Pointer } from './pdfium-library.ts';
import { type Colour, type OpenPage, openPage, type PageObject } from './pdfium-page.ts';

export interface Inspection {
  /** There is something on the page but text; undefined where that is not known. */
  drawings: boolean | undefined;
  /** Why texts do not show, by their handles; not those that lie outside of the page, whose place tells. */
  unseen: ReadonlyMap<Pointer, Unseen>;
  /** Where the page as displayed draws text that does not show, and of which PDFium says another one. */
  misread: readonly UnseenPlace[];
  /** Pieces of text that are drawn on the page. */
  pieces: number;
  /**
   * What PDFium reads may not be what the page draws: a text has another one in its place for whoever cannot see it, or is of no
   * size, which PDFium leaves out.
   */
  saysOther: boolean;
}

/** Pixels of the two drawings that are compared. */
const comparedPixels = 3_000_000;
/** Type has at least so many pixels from line to line, where the page is not too large for that. */
const typePixels = 10;
/** Enough to see whether there is any. */
const someTypePixels = 4;
const mostScale = 3;
/** Of 255: what differs less from its ground in every colour is not seen. */
const leastContrast = 16;
/** Part of a text from which on what lies around it may hide it. */
const leastCover = 0.4;
const invisibleModes = new Set([3, 7]);

const isEmpty = ([x0, y0, x1, y1]: Box): boolean => !(x1 > x0 && y1 > y0);
const isOutside = ([x0, y0, x1, y1]: Box, width: number, height: number): boolean =>
  x1 <= 0 || y1 <= 0 || x0 >= width || y0 >= height;
/** Area that two boxes share. */
const shared = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
const overlap = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Relative luminance without its gamma: enough to tell dark from light. */
const lightness = ([red, green, blue]: Colour): number => (0.3 * red + 0.59 * green + 0.11 * blue) / 255;
const isDark = (fill: Colour): boolean => lightness(fill) < 0.5 && fill[3] > 200;
const isLightGround = ({ type, fill }: PageObject): boolean =>
  type === 'path' && fill !== undefined && (lightness(fill) > 0.75 || fill[3] < 50);

const paints = ({ type, filled, box }: PageObject): boolean =>
  type !== 'text' && (type !== 'path' || filled) && !isEmpty(box);

interface Painted {
  object: PageObject;
  /** Place in the order of painting. */
  turn: number;
}

/** Render modes that fill letters, and may do more. */
const fillingModes = new Set([0, 2]);

/** Whether a colour shows on white, by the channel that differs most. */
const showsOnWhite = ([red, green, blue, alpha]: Colour): boolean =>
  ((255 - Math.min(red, green, blue)) * alpha) / 255 >= leastContrast;

/** What can be told of a text without drawing it; on the bare page by its colour, and dark text shows on what is light. */
function judge({ object, turn }: Painted, grounds: readonly Painted[]): 'seen' | 'hidden' | 'unclear' {
  const { fill, renderMode, clipped, transparent, box } = object;
  if (!fill || !fillingModes.has(renderMode) || clipped !== 'none' || transparent) return 'unclear';
  const around = grounds.filter((ground) => overlap(ground.object.box, box));
  if (around.length === 0) return showsOnWhite(fill) ? 'seen' : 'hidden';
  if (!isDark(fill)) return 'unclear';
  // Rules and underlines touch much text and cover none.
  const doubtful = around
    .filter((ground) => ground.turn > turn || !isLightGround(ground.object))
    .reduce((sum, ground) => sum + shared(ground.object.box, box), 0);
  return doubtful < leastCover * (box[2] - box[0]) * (box[3] - box[1]) ? 'seen' : 'unclear';
}

/** Most of it lies on pictures: scans are often cut into strips. */
function isOnPicture({ box }: PageObject, grounds: readonly Painted[]): boolean {
  const [x0, y0, x1, y1] = box;
  const heights = grounds
    .filter(({ object }) => object.type === 'image')
    .map(({ object: { box: on } }) => {
      const width = Math.min(x1, on[2]) - Math.max(x0, on[0]);
      return width < 0.8 * (x1 - x0) ? 0 : Math.max(0, Math.min(y1, on[3]) - Math.max(y0, on[1]));
    });
  return heights.reduce((sum, height) => sum + height, 0) >= 0.8 * (y1 - y0);
}

interface Drawing {
  width: number;
  height: number;
  data: Uint8Array;
  /** Pixels of a point. */
  scale: number;
}

/** Whether any channel of any pixel within a box is one that `tells`, by its place in the data. */
function someWithin({ width, height, scale }: Drawing, box: Box, tells: (at: number) => boolean): boolean {
  const [x0, y0] = [box[0], box[1]].map((edge) => Math.max(0, Math.floor(edge * scale)));
  const x1 = Math.min(width, Math.ceil(box[2] * scale));
  const y1 = Math.min(height, Math.ceil(box[3] * scale));
  for (let y = y0!; y < y1; y += 1) {
    const end = (y * width + x1) * 4;
    for (let at = (y * width + x0!) * 4; at < end; at += 1) if (tells(at)) return true;
  }
  return false;
}

const textsIn = (objects: readonly PageObject[]): Painted[] =>
  objects.flatMap((object, turn) => (object.type === 'text' ? [{ object, turn }] : []));

/** Draws the page without some of its objects; the finer, the smaller the smallest of the texts is that are looked for. */
async function drawWithout(
  document: PDFiumDocument,
  number: number,
  leavesOut: (object: PageObject, turn: number) => boolean,
  { texts, pixels }: { texts: readonly Painted[]; pixels: number },
): Promise<Drawing> {
  const page = document.getPage(number - 1);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const smallest = Math.min(...texts.map(({ object }) => object.size));
  const fine = Math.min(mostScale, Math.max(1, pixels / smallest));
  const scale = Math.min(fine, Math.sqrt(comparedPixels / (originalWidth * originalHeight)));
  const [width, height] = [originalWidth, originalHeight].map((side) =>
    Math.max(1, Math.floor(side * scale)),
  );
  const open = openPage(page);
  for (const [turn, object] of (open.objects() ?? []).entries())
    if (leavesOut(object, turn)) open.leaveOut(object);
  // Drawing a page is what closes it.
  return { ...(await page.render({ width: width!, height: height!, render: 'bitmap' })), scale };
}

/** Those without which the page looks the same. */
async function withoutEffect(
  document: PDFiumDocument,
  number: number,
  suspects: readonly Painted[],
): Promise<Painted[]> {
  const turns = new Set(suspects.map(({ turn }) => turn));
  const sought = { texts: suspects, pixels: typePixels };
  const whole = await drawWithout(document, number, () => false, sought);
  const rest = await drawWithout(document, number, (_object, turn) => turns.has(turn), sought);
  const differs = (at: number): boolean => Math.abs(whole.data[at]! - rest.data[at]!) >= leastContrast;
  return suspects.filter(({ object }) => !someWithin(whole, object.box, differs));
}

/** Those that leave no trace on a page with nothing else on it: their layer is switched off. */
async function switchedOff(
  document: PDFiumDocument,
  number: number,
  layered: readonly Painted[],
): Promise<Painted[]> {
  const turns = new Set(layered.map(({ turn }) => turn));
  const sought = { texts: layered, pixels: someTypePixels };
  const alone = await drawWithout(document, number, (_object, turn) => !turns.has(turn), sought);
  const isInk = (at: number): boolean => alone.data[at]! <= 255 - leastContrast;
  return layered.filter(({ object }) => !someWithin(alone, object.box, isInk));
}

/** Of a page that draws too much to look at. */
const unknown: Inspection = {
  drawings: undefined,
  unseen: new Map(),
  misread: [],
  pieces: 0,
  saysOther: true,
};

/** The page stays open. */
export async function inspectPage(
  document: PDFiumDocument,
  number: number,
  open: OpenPage,
): Promise<Inspection> {
  const { width, height } = open;
  const objects = open.objects();
  if (!objects) return unknown;
  const texts = textsIn(objects);
  const why = new Map<Painted, Unseen>();
  const within = texts.filter(({ object }) => !isOutside(object.box, width, height));
  for (const text of within) {
    if (invisibleModes.has(text.object.renderMode)) why.set(text, 'render-mode');
    else if (text.object.clipped === 'all') why.set(text, 'clipped');
  }
  const grounds = objects.map((object, turn) => ({ object, turn })).filter(({ object }) => paints(object));
  const suspects: Painted[] = [];
  const layered: Painted[] = [];
  for (const text of within) {
    if (why.has(text) || isEmpty(text.object.box)) continue;
    const verdict = judge(text, grounds);
    if (verdict === 'hidden') why.set(text, 'colour');
    else if (verdict === 'unclear') suspects.push(text);
    else if (text.object.layered) layered.push(text);
  }
  if (layered.length > 0) {
    for (const text of await switchedOff(document, number, layered))
      if (open.hasGlyphs(text.object)) why.set(text, 'layer');
  }
  if (suspects.length > 0) {
    for (const text of await withoutEffect(document, number, suspects)) {
      const transparent = (text.object.fill?.[3] ?? 255) < leastContrast;
      if (!transparent && !open.hasGlyphs(text.object)) continue;
      const covered = grounds.some(
        ({ object, turn }) => turn > text.turn && overlap(object.box, text.object.box),
      );
      why.set(text, covered ? 'covered' : 'colour');
    }
  }
  for (const [text, reason] of why) {
    if ((reason === 'render-mode' || reason === 'covered') && isOnPicture(text.object, grounds))
      why.set(text, 'picture-layer');
  }
  return {
    drawings: objects.length > texts.length,
    unseen: new Map([...why].map(([{ object }, reason]) => [object.handle, reason])),
    misread: within.flatMap((text) => {
      const unseen = why.get(text);
      const { box, origin, size, saysOther } = text.object;
      return unseen && (saysOther || size === 0) ? [{ box, origin, unseen }] : [];
    }),
    pieces: within.filter((text) => !isEmpty(text.object.box) && !why.has(text)).length,
    saysOther: texts.some(({ object }) => object.size === 0 || object.saysOther),
  };
}
