/**
 * What is asked of PDFium itself, compiled to WebAssembly, beyond what its JavaScript wrapper knows: all of its functions are
 * exported. Handles and memory are numbers; whoever opens closes.
 */
import type { PDFiumDocument, PDFiumPage } from '@hyzyla/pdfium';

/** An address in the memory of the library, or a handle. */
export type Pointer = number;

/** The library's own functions; the wrapper's make a sentence for each call, in case it fails. */
interface Functions {
  malloc(bytes: number): Pointer;
  free(at: Pointer): void;
  FPDF_ClosePage(page: Pointer): void;
  FPDF_GetMetaText(document: Pointer, tag: Pointer, buffer: Pointer, bytes: number): number;
  FPDF_PageToDevice(
    ...given: [page: Pointer, x: 0, y: 0, width: number, height: number, rotate: 0, ...point: number[]]
  ): number;
  FPDFPage_CountObjects(page: Pointer): number;
  FPDFPage_GetObject(page: Pointer, index: number): Pointer;
  FPDFFormObj_CountObjects(form: Pointer): number;
  FPDFFormObj_GetObject(form: Pointer, index: number): Pointer;
  FPDFPageObj_GetType(object: Pointer): number;
  FPDFPageObj_GetBounds(object: Pointer, ...edges: Pointer[]): number;
  FPDFPageObj_GetMatrix(object: Pointer, matrix: Pointer): number;
  FPDFPageObj_GetFillColor(object: Pointer, ...channels: Pointer[]): number;
  FPDFPageObj_SetIsActive(object: Pointer, active: number): number;
  FPDFPageObj_GetClipPath(object: Pointer): Pointer;
  FPDFPageObj_HasTransparency(object: Pointer): number;
  FPDFPageObj_CountMarks(object: Pointer): number;
  FPDFPageObj_GetMark(object: Pointer, index: number): Pointer;
  /** UTF-16 with a zero at its end; nothing is written where there is no room for all of it. */
  FPDFPageObjMark_GetName(mark: Pointer, buffer: Pointer, bytes: number, length: Pointer): number;
  FPDFPageObjMark_GetParamValueType(mark: Pointer, key: Pointer): number;
  FPDFClipPath_CountPaths(clip: Pointer): number;
  FPDFClipPath_CountPathSegments(clip: Pointer, path: number): number;
  FPDFClipPath_GetPathSegment(clip: Pointer, path: number, segment: number): Pointer;
  FPDFPathSegment_GetPoint(segment: Pointer, x: Pointer, y: Pointer): number;
  FPDFPath_GetDrawMode(path: Pointer, fill: Pointer, stroke: Pointer): number;
  FPDFTextObj_GetTextRenderMode(text: Pointer): number;
  FPDFTextObj_GetFontSize(text: Pointer, size: Pointer): number;
  FPDFTextObj_GetFont(text: Pointer): Pointer;
  FPDFTextObj_GetRenderedBitmap(document: Pointer, page: Pointer, text: Pointer, scale: number): Pointer;
  FPDFFont_GetBaseFontName(font: Pointer, buffer: Pointer, bytes: number): number;
  FPDFBitmap_GetBuffer(bitmap: Pointer): Pointer;
  FPDFBitmap_GetStride(bitmap: Pointer): number;
  FPDFBitmap_GetHeight(bitmap: Pointer): number;
  FPDFBitmap_Destroy(bitmap: Pointer): void;
  FPDFText_LoadPage(page: Pointer): Pointer;
  FPDFText_ClosePage(textPage: Pointer): void;
  FPDFText_CountChars(textPage: Pointer): number;
  FPDFText_GetUnicode(textPage: Pointer, index: number): number;
  /** 0 for what the library adds: spaces, ends of lines. */
  FPDFText_GetTextObject(textPage: Pointer, index: number): Pointer;
  FPDFText_IsGenerated(textPage: Pointer, index: number): number;
  FPDFText_IsHyphen(textPage: Pointer, index: number): number;
  FPDFText_GetFontSize(textPage: Pointer, index: number): number;
  FPDFText_GetMatrix(textPage: Pointer, index: number, matrix: Pointer): number;
  FPDFText_GetCharOrigin(textPage: Pointer, index: number, x: Pointer, y: Pointer): number;
  /** As wide as the character moves on, as high as its font: left, top, right, bottom of the page's own coordinates. */
  FPDFText_GetLooseCharBox(textPage: Pointer, index: number, edges: Pointer): number;
}

export interface Library {
  HEAPU8: Uint8Array;
  HEAP32: Int32Array;
  HEAPU32: Uint32Array;
  HEAPF32: Float32Array;
  HEAPF64: Float64Array;
  wasmExports: Functions;
}

/** All of them are typed private. */
export function handlesOf(page: PDFiumPage): { library: Library; page: Pointer; document: Pointer } {
  const { module, pageIdx, documentIdx } = page as unknown as {
    module: Library;
    pageIdx: Pointer;
    documentIdx: Pointer;
  };
  return { library: module, page: pageIdx, document: documentIdx };
}

export function documentHandles(opened: PDFiumDocument): { library: Library; document: Pointer } {
  const { module, documentIdx } = opened as unknown as { module: Library; documentIdx: Pointer };
  return { library: module, document: documentIdx };
}

/** Lends memory. */
export function withMemory<T>({ wasmExports }: Library, bytes: number, use: (at: Pointer) => T): T {
  const start = wasmExports.malloc(bytes);
  try {
    return use(start);
  } finally {
    wasmExports.free(start);
  }
}

/** Lends a text with a zero at its end. */
export const withName = <T>(library: Library, name: string, use: (at: Pointer) => T): T =>
  withMemory(library, name.length + 1, (at) => {
    library.HEAPU8.set(Buffer.from(`${name}\0`, 'latin1'), at);
    return use(at);
  });

/** A text of the library: `write` says how many bytes it has, with the zero at its end, and writes them where there is room. */
export function textFrom(
  library: Library,
  encoding: 'latin1' | 'utf16le',
  write: (buffer: Pointer, bytes: number) => number,
): string {
  const bytes = write(0, 0);
  const zero = encoding === 'latin1' ? 1 : 2;
  if (bytes <= zero) return '';
  return withMemory(library, bytes, (at) => {
    write(at, bytes);
    return Buffer.from(library.HEAPU8.subarray(at, at + bytes - zero)).toString(encoding);
  });
}
