/** Fonts by the names that the file gives them: pdf.js numbers them in the order in which it meets them, differently in each range. */
import type { PdfDocument, ReadPage } from './pdf-pages.ts';

/** Pages that are interpreted for the names of their fonts, which takes longer than reading their text. */
const mostPages = 8;

interface UsedFont {
  id: string;
  characters: number;
  /** Index of the first page that uses it. */
  first: number;
}

function usedFonts(pages: readonly ReadPage[]): UsedFont[] {
  const fonts = new Map<string, UsedFont>();
  pages.forEach(({ items }, first) => {
    for (const { font: id, text } of items) {
      const used = fonts.get(id) ?? { id, characters: 0, first };
      used.characters += text.length;
      fonts.set(id, used);
    }
  });
  return [...fonts.values()].toSorted((a, b) => b.characters - a.characters);
}

async function namesOn(
  document: PdfDocument,
  number: number,
  ids: readonly string[],
): Promise<[string, string][]> {
  const page = await document.getPage(number);
  try {
    // What names a font comes with the operators of a page that draws with it.
    await page.getOperatorList();
    return ids.flatMap((id): [string, string][] => {
      const font = page.commonObjs.has(id) ? page.commonObjs.get(id) : undefined;
      return font?.name ? [[id, font.name]] : [];
    });
  } catch {
    return [];
  } finally {
    page.cleanup();
  }
}

/** Those most text is set in; the others count as one font. */
export async function withFontNames(document: PdfDocument, pages: readonly ReadPage[]): Promise<ReadPage[]> {
  const used = usedFonts(pages);
  const names = new Map<string, string>();
  const looked = new Set<number>();
  for (const { id, first } of used) {
    if (names.has(id) || looked.has(first)) continue;
    if (looked.size === mostPages) break;
    looked.add(first);
    const here = used.filter((font) => font.first <= first).map((font) => font.id);
    for (const [known, name] of await namesOn(document, pages[first]!.number, here)) names.set(known, name);
  }
  return pages.map((page) => ({
    ...page,
    items: page.items.map((item) => ({ ...item, font: names.get(item.font) ?? 'other' })),
  }));
}
