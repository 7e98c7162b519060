/** Text of shapes (DrawingML, ECMA-376 part 1, 21.1.2). */
import { mathText } from '../office-math.ts';
import { type OrdinalStyle, ordinal } from '../ordinals.ts';
import { tidyText } from '../tidy-text.ts';
import { childOf, childrenOf, elementsOf, textOf, type XmlElement } from '../xml-element.ts';

const styles: [RegExp, OrdinalStyle][] = [
  [/^arabic/, 'decimal'],
  [/^alphaLc/, 'letter'],
  [/^alphaUc/, 'LETTER'],
  [/^romanLc/, 'roman'],
  [/^romanUc/, 'ROMAN'],
];

/** Fields that a slide only repeats. */
const running = /^(?:slidenum|datetime)/;

function paragraphText(paragraph: XmlElement): string {
  const text = elementsOf(paragraph).map((element) => {
    if (element.name === 'a:r') return textOf(childOf(element, 'a:t'));
    if (element.name === 'a:br') return ' ';
    if (element.name === 'a:fld')
      return running.test(element.attributes.type ?? '') ? '' : textOf(childOf(element, 'a:t'));
    // Formulas, in an element of a later namespace or on their own.
    if (element.name === 'a:pPr' || element.name === 'a:endParaRPr') return '';
    return ` ${mathText(element)} `;
  });
  return tidyText(text.join(''));
}

/** Numbers of the items of one shape, by level. */
class Counter {
  readonly #counts: number[] = [];

  /** Empty where the paragraph is none of a numbered list. */
  next(properties: XmlElement | undefined): string {
    const level = Math.min(8, Math.max(0, Number(properties?.attributes.lvl) || 0));
    this.#counts.length = Math.min(this.#counts.length, level + 1);
    const auto = childOf(properties, 'a:buAutoNum');
    const type = auto?.attributes.type ?? '';
    const style = styles.find(([pattern]) => pattern.test(type))?.[1];
    if (!style) {
      this.#counts.length = Math.min(this.#counts.length, level);
      return '';
    }
    const count = (this.#counts[level] ?? (Number(auto?.attributes.startAt) || 1) - 1) + 1;
    this.#counts[level] = count;
    const written = ordinal(count, style);
    if (type.endsWith('ParenBoth')) return `(${written}) `;
    if (type.endsWith('ParenR')) return `${written}) `;
    return type.endsWith('Plain') ? `${written} ` : `${written}. `;
  }
}

/** Paragraphs of a text body that say something. */
export function bodyTexts(body: XmlElement | undefined): string[] {
  const counter = new Counter();
  const texts: string[] = [];
  for (const paragraph of childrenOf(body, 'a:p')) {
    const text = paragraphText(paragraph);
    if (text !== '') texts.push(counter.next(childOf(paragraph, 'a:pPr')) + text);
  }
  return texts;
}

/** One row a line, cells divided by tabs; merged cells stand where they begin. */
export function tableText(table: XmlElement): string {
  const merged = /^(?:1|true)$/;
  return childrenOf(table, 'a:tr')
    .map((row) =>
      childrenOf(row, 'a:tc').map(({ attributes, children }) =>
        merged.test(attributes.hMerge ?? '') || merged.test(attributes.vMerge ?? '')
          ? ''
          : bodyTexts(childOf({ name: '', attributes: {}, children }, 'a:txBody')).join(' '),
      ),
    )
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) => cells.join('\t'))
    .join('\n');
}

/** What the nodes of a diagram say, in the order of its outline. */
export const diagramTexts = (model: XmlElement | undefined): string[] =>
  childrenOf(childOf(model, 'dgm:ptLst'), 'dgm:pt')
    .filter(({ attributes }) => ['node', 'asst'].includes(attributes.type ?? 'node'))
    .flatMap((point) => bodyTexts(childOf(point, 'dgm:t')));
