/** A made book: chapters and sections, running heads and page numbers, prose that runs over page breaks. */
import { makePdf } from './material.ts';

const words =
  'learning memory exercise pupils rain vapour evidence measure result sample teacher condition between during after before percent group study model theory'.split(
    ' ',
  );

/** The same numbers in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const pick = (next: () => number): string => words[Math.floor(next() * words.length)]!;

function sentence(next: () => number): string {
  const text = Array.from({ length: 8 + Math.floor(next() * 14) }, () => pick(next)).join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `seed` makes another book; the word `marker…` of each page stands nowhere else. */
export function bookPdf(pages: number, seed = 7): Promise<Buffer> {
  const next = sequence(seed);
  const draw = (page: number) => (pdf: PDFKit.PDFDocument) => {
    pdf.font('Helvetica').fontSize(8).text(`A book of chapters ${seed}`, 60, 30);
    pdf.text(String(page), 500, 800, { lineBreak: false });
    pdf.text('', 60, 60);
    if (page % 8 === 1)
      pdf
        .font('Helvetica-Bold')
        .fontSize(16)
        .text(`${Math.ceil(page / 8)} About ${pick(next)}`)
        .moveDown();
    if (page % 4 === 3)
      pdf
        .font('Helvetica-Bold')
        .fontSize(13)
        .text(`${Math.ceil(page / 8)}.${page % 8} On ${pick(next)}`)
        .moveDown();
    pdf.font('Times-Roman').fontSize(11);
    for (let paragraph = 0; paragraph < 5; paragraph += 1) {
      const text = Array.from({ length: 5 }, () => sentence(next)).join(' ');
      // Not at the top: there, what differs by a number from page to page is taken for a running head.
      const marked = paragraph === 2 ? `${text} The marker${page}of${seed} stands here.` : text;
      pdf.text(marked, { width: 470, align: 'justify' }).moveDown(0.5);
    }
  };
  return makePdf(
    Array.from({ length: pages }, (_, index) => draw(index + 1)),
    { margins: { top: 60, bottom: 20, left: 60, right: 60 } },
  );
}
