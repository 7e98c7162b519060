/** What the headings that every paper has say, in the languages that papers come in. */

const words = (list: string): RegExp => new RegExp(`^(?:${list})$`, 'iu');

const abstracts = words(
  'abstract|summary|executive summary|zusammenfassung|kurzfassung|résumé|resumen|resumo|riassunto|samenvatting|sammanfattning|streszczenie|özet|abstrak|аннотация|резюме|摘要|要旨|概要|초록|الملخص|ملخص',
);
const references = words(
  'references?|bibliography|literature|literature cited|works cited|references cited|cited references|notes and references|references and notes|literatur|literaturverzeichnis|quellen|quellenverzeichnis|références|références bibliographiques|bibliographie|referencias|bibliografía|referências|bibliografia|riferimenti bibliografici|literatuur|referenties|referenser|kaynaklar|kaynakça|daftar pustaka|список литературы|литература|参考文献|參考文獻|引用文献|참고문헌|المراجع',
);
const topLevel = words(
  'introduction|background|related work|methods?|materials and methods|methods and materials|results|results and discussion|discussion|conclusions?|discussion and conclusions?|future work|limitations|contents|table of contents|acknowledge?ments?|funding|data availability|author contributions|competing interests|conflicts? of interests?|appendix|appendices|supplementary materials?|foreword|preface|epilogue|glossary|index|einleitung|methoden|ergebnisse|diskussion|fazit|danksagung|anhang|vorwort|inhalt|inhaltsverzeichnis|méthodes|résultats|remerciements|introducción|métodos|resultados|conclusiones',
);

/** `2.1 `, `IV. `, `A.3 `, `§ 4 ` before the words of a heading. */
const numbering =
  /^(?:§\s?)?(?:(\d{1,3}(?:\.\d{1,3}){0,5})[.)]?|([IVX]{1,6})\.|([A-Z](?:\.\d{1,3}){0,4})[.)]?)\s+(?=[\p{Lu}\p{Lo}\d"“'‘(])/u;
const appendix = /^(?:appendix|appendices|anhang|annexe?|anexo|supplement\w*|supporting information)\b/iu;
const chapter =
  /^(?:chapter|kapitel|chapitre|capítulo|capitolo|hoofdstuk|bölüm|bab|глава)\s+[\dIVX]+\b|^第[\d一二三四五六七八九十]+章/iu;
const part = /^(?:part|teil|partie|parte|deel|часть)\s+(?:[\dIVX]+|one|two|three|four|five)\b/iu;

/** Opens an abstract that has no heading of its own: `Abstract. In this paper`. */
export const abstractLabel =
  /^(?:abstract|summary|zusammenfassung|résumé|resumen|resumo|abstrak|özet|摘要)\s?[.:—–-]\s*(?=\S)/iu;

const wordsOf = (heading: string): string =>
  heading
    .replace(numbering, '')
    .replace(/[\s.:–—-]+$/u, '')
    .trim();

export const isAbstract = (heading: string): boolean => abstracts.test(wordsOf(heading));
export const isReferences = (heading: string): boolean => references.test(wordsOf(heading));
export const isAppendix = (heading: string): boolean => appendix.test(wordsOf(heading));
export const isChapter = (heading: string): boolean => chapter.test(heading);
export const isPart = (heading: string): boolean => part.test(heading);

/** Whether these words head a section of the whole document wherever they stand. */
export const isTopLevel = (heading: string): boolean =>
  isAbstract(heading) || isReferences(heading) || isAppendix(heading) || topLevel.test(wordsOf(heading));

export interface Numbering {
  style: 'decimal' | 'roman' | 'letter';
  depth: number;
}

/** How a heading is numbered: `3.2 Training` is decimal and 2 deep. */
export function numberingOf(heading: string): Numbering | undefined {
  const [, decimal, roman, letter] = numbering.exec(heading) ?? [];
  if (decimal !== undefined) return { style: 'decimal', depth: decimal.split('.').length };
  if (roman !== undefined) return { style: 'roman', depth: 1 };
  return letter === undefined ? undefined : { style: 'letter', depth: letter.split('.').length };
}
