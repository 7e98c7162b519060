/** Where shapes stand on a slide: offsets and extents (ECMA-376 part 1, 20.1.7) in EMU, given out in points. */
import type { Box } from '@scory/contracts/documents/text.ts';
import { childOf, type XmlElement } from '../xml-element.ts';

export const emuPerPoint = 12_700;

/** a, b, c, d, e, f of x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [number, number, number, number, number, number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

const numberOf = (element: XmlElement | undefined, name: string): number => {
  const number = Number(element?.attributes[name] ?? 0);
  return Number.isFinite(number) ? number : 0;
};

function frameOf(transform: XmlElement | undefined, offset: string, extent: string): Frame | undefined {
  const off = childOf(transform, offset);
  const ext = childOf(transform, extent);
  if (!off || !ext) return undefined;
  return {
    x: numberOf(off, 'x'),
    y: numberOf(off, 'y'),
    width: numberOf(ext, 'cx'),
    height: numberOf(ext, 'cy'),
  };
}

/** `inner` first, then `outer`. */
function after(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** The turn of a shape about its middle; `rot` counts 60,000ths of a degree, clockwise. */
function turn(transform: XmlElement | undefined, { x, y, width, height }: Frame): Matrix {
  const angle = (numberOf(transform, 'rot') / 60_000) * (Math.PI / 180);
  if (angle === 0) return identity;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  return [
    cos,
    sin,
    -sin,
    cos,
    middleX - cos * middleX + sin * middleY,
    middleY - sin * middleX - cos * middleY,
  ];
}

/** Takes coordinates within a group to those of what the group stands in, and on to the slide's. */
export function groupMatrix(transform: XmlElement | undefined, parent: Matrix): Matrix {
  const frame = frameOf(transform, 'a:off', 'a:ext');
  const inner = frameOf(transform, 'a:chOff', 'a:chExt');
  if (!frame || !inner) return parent;
  const scaleX = inner.width > 0 ? frame.width / inner.width : 1;
  const scaleY = inner.height > 0 ? frame.height / inner.height : 1;
  const placed: Matrix = [scaleX, 0, 0, scaleY, frame.x - inner.x * scaleX, frame.y - inner.y * scaleY];
  return after(parent, after(turn(transform, frame), placed));
}

/** What a shape covers, in points on the slide; undefined where the transform does not say. */
export function boxOf(transform: XmlElement | undefined, parent: Matrix): Box | undefined {
  const frame = frameOf(transform, 'a:off', 'a:ext');
  if (!frame) return undefined;
  const [a, b, c, d, e, f] = after(parent, turn(transform, frame));
  const corners = [frame.x, frame.x + frame.width].flatMap((x) =>
    [frame.y, frame.y + frame.height].map((y) => [a * x + c * y + e, b * x + d * y + f] as const),
  );
  const xs = corners.map(([x]) => x / emuPerPoint);
  const ys = corners.map(([, y]) => y / emuPerPoint);
  const box: Box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return box.every(Number.isFinite) ? box : undefined;
}
