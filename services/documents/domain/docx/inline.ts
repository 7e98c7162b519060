/** The text of a Word paragraph as a reader sees it (ECMA-376 part 1, 17.3). */
import { mathText } from '../office-math.ts';
import { childOf, descendantsOf, elementsOf, textOf, type XmlElement } from '../xml-element.ts';
import type { Styles } from './styles.ts';

/** Marks in the raw text; no XML file can hold these characters. */
export const marks = { hardBreak: '\f', renderedBreak: '\v', drawing: '\u0001' } as const;

export interface Inline {
  /** With `marks` in it. */
  text: string;
  /** Ids of what is referred to, in order. */
  footnotes: string[];
  endnotes: string[];
  /** Contents of text boxes that are anchored here. */
  boxes: XmlElement[];
  hidden: boolean;
  /** All of it is a formula. */
  isMath: boolean;
}

const wrappers = new Set([
  'w:sdtContent',
  'w:customXml',
  'w:smartTag',
  'w:ins',
  'w:moveTo',
  'w:hyperlink',
  'w:fldSimple',
  'w:dir',
  'w:bdo',
]);

/** Children as if what only groups them were not there; what was deleted or moved away is none. */
export function* unwrapped(element: XmlElement): Generator<XmlElement> {
  for (const child of elementsOf(element)) {
    if (child.name === 'w:sdt') {
      const content = childOf(child, 'w:sdtContent');
      if (content) yield* unwrapped(content);
    } else if (wrappers.has(child.name)) yield* unwrapped(child);
    else yield child;
  }
}

class InlineReader {
  readonly inline: Inline = {
    text: '',
    footnotes: [],
    endnotes: [],
    boxes: [],
    hidden: false,
    isMath: false,
  };
  readonly #styles: Styles;
  readonly #hiddenByStyle: boolean;
  /** Of open fields, whether their instruction is being read: it is not shown, their result is. */
  readonly #fields: boolean[] = [];
  #prose = '';

  constructor(styles: Styles, hiddenByStyle: boolean) {
    this.#styles = styles;
    this.#hiddenByStyle = hiddenByStyle;
  }

  read(paragraph: XmlElement): Inline {
    for (const element of unwrapped(paragraph)) {
      if (element.name === 'w:r') this.#run(element);
      else if (element.name === 'm:oMath' || element.name === 'm:oMathPara') {
        this.inline.text += ` ${mathText(element)} `;
        this.inline.isMath = true;
      }
    }
    this.inline.isMath &&= this.#prose.trim() === '';
    return this.inline;
  }

  #run(run: XmlElement): void {
    const hidden = this.#styles.hidesRun(childOf(run, 'w:rPr')) ?? this.#hiddenByStyle;
    for (const element of elementsOf(run)) {
      if (element.name === 'w:fldChar') this.#field(element.attributes['w:fldCharType']);
      // A page ends where it does, whether or not one sees the run that says so.
      else if (element.name === 'w:lastRenderedPageBreak') this.inline.text += marks.renderedBreak;
      else if (hidden) this.inline.hidden ||= textOf(childOf(run, 'w:t')).trim() !== '';
      else if (!this.#fields.includes(true)) this.#content(element);
    }
  }

  #field(type: string | undefined): void {
    if (type === 'begin') this.#fields.push(true);
    else if (type === 'separate' && this.#fields.length > 0) this.#fields[this.#fields.length - 1] = false;
    else if (type === 'end') this.#fields.pop();
  }

  #say(text: string): void {
    this.inline.text += text;
    this.#prose += text;
  }

  #content(element: XmlElement): void {
    const { name, attributes } = element;
    if (name === 'w:t') this.#say(textOf(element).replace(/[\f\v\u0001]/g, ' '));
    else if (name === 'w:tab' || name === 'w:ptab' || name === 'w:cr') this.#say(' ');
    else if (name === 'w:br') this.#say(attributes['w:type'] === 'page' ? marks.hardBreak : ' ');
    else if (name === 'w:noBreakHyphen') this.#say('-');
    else if (name === 'w:sym') this.#say(symbolOf(attributes['w:char']));
    else if (name === 'w:ruby') this.#ruby(element);
    else if (name === 'w:footnoteReference') this.inline.footnotes.push(attributes['w:id'] ?? '');
    else if (name === 'w:endnoteReference') this.inline.endnotes.push(attributes['w:id'] ?? '');
    else if (name === 'w:drawing' || name === 'w:pict' || name === 'w:object') {
      this.inline.text += marks.drawing;
      this.inline.boxes.push(...descendantsOf(element, 'w:txbxContent'));
    }
  }

  /** The base; how it is pronounced stands above it. */
  #ruby(element: XmlElement): void {
    for (const run of elementsOf(childOf(element, 'w:rubyBase'))) if (run.name === 'w:r') this.#run(run);
  }
}

/** Fonts of symbols put theirs where Unicode has no meaning for them; `cleanText` drops those. */
function symbolOf(code: string | undefined): string {
  const point = Number.parseInt(code ?? '', 16);
  return point >= 0x20 && point <= 0xffff ? String.fromCharCode(point) : '';
}

/** `hiddenByStyle`: what holds for runs that do not say it themselves. */
export const inlineOf = (paragraph: XmlElement, styles: Styles, hiddenByStyle: boolean): Inline =>
  new InlineReader(styles, hiddenByStyle).read(paragraph);
