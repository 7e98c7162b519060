/** What the styles of a Word document say about its paragraphs and runs (ECMA-376 part 1, 17.7). */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { childOf, childrenOf, type XmlElement } from '../xml-element.ts';

export interface ParagraphStyle {
  kind: Paragraph['kind'];
  /** The title of the whole document. */
  isTitle: boolean;
  level: number | undefined;
  numbering: Numbered | undefined;
  hidden: boolean;
  breaksBefore: boolean;
}

export interface Numbered {
  list: string;
  level: number;
}

export interface Styles {
  paragraph(properties: XmlElement | undefined): ParagraphStyle;
  /** Whether a run is hidden, by its own properties or its style's; undefined where they do not say. */
  hidesRun(properties: XmlElement | undefined): boolean | undefined;
}

/** A property that is on unless it says otherwise. */
function isOn(element: XmlElement | undefined): boolean | undefined {
  if (!element) return undefined;
  return !['0', 'false', 'off'].includes(element.attributes['w:val'] ?? '');
}

const valOf = (element: XmlElement | undefined): string | undefined => element?.attributes['w:val'];

/** Styles may be based on each other; a file may make a ring of them. */
const longestChain = 20;

/** Names of built-in styles are the same in every language of Word. */
function kindByName(name: string): Paragraph['kind'] | undefined {
  if (/^caption$/i.test(name)) return 'caption';
  if (/^(?:foot|end)note text$/i.test(name)) return 'footnote';
  if (/^(?:toc \d|table of figures|index \d)/i.test(name)) return 'fragment';
  if (/^(?:html preformatted|preformatted text|source code|code|macro|plain text)$/i.test(name))
    return 'fragment';
  return undefined;
}

export function readStyles(root: XmlElement | undefined): Styles {
  const styles = childrenOf(root, 'w:style');
  const byId = new Map(styles.map((style) => [style.attributes['w:styleId'] ?? '', style]));
  const defaultParagraph = styles.find(
    ({ attributes }) =>
      attributes['w:type'] === 'paragraph' && /^(?:1|true)$/.test(attributes['w:default'] ?? ''),
  );

  const chainOf = (id: string | undefined): XmlElement[] => {
    const chain: XmlElement[] = [];
    let style = id === undefined ? defaultParagraph : byId.get(id);
    while (style && chain.length < longestChain) {
      chain.push(style);
      style = byId.get(valOf(childOf(style, 'w:basedOn')) ?? '');
    }
    return chain;
  };

  const hidesRun = (properties: XmlElement | undefined): boolean | undefined => {
    const own = isOn(childOf(properties, 'w:vanish'));
    const style = valOf(childOf(properties, 'w:rStyle'));
    if (own !== undefined || style === undefined) return own;
    for (const each of chainOf(style)) {
      const said = isOn(childOf(each, 'w:rPr', 'w:vanish'));
      if (said !== undefined) return said;
    }
    return undefined;
  };

  return {
    hidesRun,
    paragraph(properties) {
      const chain = chainOf(valOf(childOf(properties, 'w:pStyle')));
      const sources = [properties, ...chain.map((style) => childOf(style, 'w:pPr'))];
      const first = (...path: string[]): XmlElement | undefined => {
        for (const source of sources) {
          const found = childOf(source, ...path);
          if (found) return found;
        }
        return undefined;
      };
      const names = chain.map((style) => valOf(childOf(style, 'w:name')) ?? '');
      const outline = Number(valOf(first('w:outlineLvl')) ?? levelByName(names));
      const isTitle = names.some((name) => /^title$/i.test(name));
      const heading = isTitle || (outline >= 0 && outline <= 8);
      const hidden = chain.map((style) => isOn(childOf(style, 'w:rPr', 'w:vanish')));
      return {
        kind: heading ? 'heading' : (names.map(kindByName).find((kind) => kind !== undefined) ?? 'text'),
        isTitle,
        level: heading && !isTitle ? outline + 1 : undefined,
        numbering: numberingOf(first('w:numPr', 'w:numId'), first('w:numPr', 'w:ilvl')),
        hidden: hidden.find((said) => said !== undefined) ?? false,
        breaksBefore: isOn(first('w:pageBreakBefore')) ?? false,
      };
    },
  };
}

/** Of the outline, 0 the highest; 9 is body text. */
function levelByName(names: readonly string[]): number {
  // What is based on a heading is one, unless it is the heading of the table of contents.
  if (/^toc heading$/i.test(names[0] ?? '')) return 9;
  for (const name of names) {
    const level = /^heading ([1-9])$/i.exec(name)?.[1];
    if (level !== undefined) return Number(level) - 1;
  }
  return 9;
}

function numberingOf(list: XmlElement | undefined, level: XmlElement | undefined): Numbered | undefined {
  const id = valOf(list);
  // 0 takes a numbering away that the style gave.
  if (id === undefined || id === '0') return undefined;
  return { list: id, level: Math.min(8, Math.max(0, Number(valOf(level)) || 0)) };
}
