/** Shapes that take their place from the layout of their slide, and layouts that take it from their master. */
import { childOf, childrenOf, descendantsOf, type XmlElement } from '../xml-element.ts';

export interface Placeholder {
  type: string;
  index: string | undefined;
}

/** ECMA-376 part 1, 19.3.1.36: without a type it is any object. */
export function placeholderOf(shape: XmlElement): Placeholder | undefined {
  for (const name of ['p:nvSpPr', 'p:nvGraphicFramePr', 'p:nvPicPr']) {
    const found = childOf(shape, name, 'p:nvPr', 'p:ph');
    if (found) return { type: found.attributes.type ?? 'obj', index: found.attributes.idx };
  }
  return undefined;
}

export const isTitle = ({ type }: Placeholder): boolean => type === 'title' || type === 'ctrTitle';

/** Date, footer and number repeat on every slide. */
export const isRunning = ({ type }: Placeholder): boolean => ['dt', 'ftr', 'hdr', 'sldNum'].includes(type);

/** A master has one of each of these. */
function inMaster(type: string): string {
  if (type === 'ctrTitle' || type === 'title') return 'title';
  return ['dt', 'ftr', 'hdr', 'sldNum'].includes(type) ? type : 'body';
}

interface Place extends Placeholder {
  transform: XmlElement | undefined;
}

const placesOf = (part: XmlElement | undefined): Place[] =>
  descendantsOf(part, 'p:spTree')
    .flatMap((tree) => childrenOf(tree, 'p:sp'))
    .flatMap((shape) => {
      const placeholder = placeholderOf(shape);
      return placeholder ? [{ ...placeholder, transform: childOf(shape, 'p:spPr', 'a:xfrm') }] : [];
    });

/** Finds the transform of a placeholder that has none of its own. */
export type Inherited = (placeholder: Placeholder) => XmlElement | undefined;

export function inheritedFrom(layout: XmlElement | undefined, master: XmlElement | undefined): Inherited {
  const layouts = placesOf(layout);
  const masters = placesOf(master);
  return ({ type, index }) => {
    const near =
      (index !== undefined && layouts.find((place) => place.index === index)) ||
      layouts.find((place) => place.type === type) ||
      layouts.find((place) => inMaster(place.type) === 'title' && inMaster(type) === 'title');
    if (near?.transform) return near.transform;
    const wanted = inMaster(near ? near.type : type);
    return masters.find((place) => inMaster(place.type) === wanted)?.transform;
  };
}
