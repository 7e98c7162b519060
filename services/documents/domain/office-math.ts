/** Formulas of Office documents (ECMA-376 part 1, 22.1) as a line of text. */
import { childOf, elementsOf, textOf, type XmlElement } from './xml-element.ts';

const grouped = (text: string): string => (/^[\p{L}\p{N}.]*$/u.test(text) ? text : `(${text})`);

function within(element: XmlElement, ...names: string[]): string[] {
  return names.map((name) => mathText(childOf(element, name)));
}

/** `(a+b)/c`, `x^2`, `√(y)`. */
export function mathText(element: XmlElement | undefined): string {
  if (!element) return '';
  switch (element.name) {
    case 'm:t':
      return textOf(element);
    case 'm:f': {
      const [over, under] = within(element, 'm:num', 'm:den');
      return `${grouped(over!)}/${grouped(under!)}`;
    }
    case 'm:sSup':
    case 'm:sSub':
    case 'm:sSubSup': {
      const [base, sub, sup] = within(element, 'm:e', 'm:sub', 'm:sup');
      return `${base}${sub && `_${grouped(sub)}`}${sup && `^${grouped(sup)}`}`;
    }
    case 'm:rad':
      return `√${grouped(mathText(childOf(element, 'm:e')))}`;
    case 'm:nary': {
      const sign = childOf(element, 'm:naryPr', 'm:chr')?.attributes['m:val'] ?? '∫';
      const [sub, sup, body] = within(element, 'm:sub', 'm:sup', 'm:e');
      return `${sign}${sub && `_${grouped(sub)}`}${sup && `^${grouped(sup)}`} ${body}`;
    }
    case 'm:d': {
      const properties = childOf(element, 'm:dPr');
      const mark = (name: string, usual: string): string =>
        childOf(properties, name)?.attributes['m:val'] ?? usual;
      const inner = elementsOf(element).filter(({ name }) => name === 'm:e');
      return mark('m:begChr', '(') + inner.map(mathText).join(mark('m:sepChr', '|')) + mark('m:endChr', ')');
    }
    default:
      return elementsOf(element).map(mathText).join('');
  }
}
