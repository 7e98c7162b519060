import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { PDFParse } from 'pdf-parse';
import { examOf, sampleItem, sampleItems } from '../test/sample-items.ts';
import { pdfFile } from './pdf.ts';
import { unreadableLetters } from './pdf-fonts.ts';
import { createPdfWriter } from './pdf-thread.ts';

async function pagesOf(file: Buffer): Promise<string[]> {
  const parser = new PDFParse({ data: new Uint8Array(file) });
  try {
    return (await parser.getText({ pageJoiner: '' })).pages.map(({ text }) => text);
  } finally {
    await parser.destroy();
  }
}

/** Without the spaces and line ends that a page puts where they fit. */
const packed = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

/** Words of the scripts and signs that the typefaces have. */
const printable = fc
  .array(
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...'abcxyzABCXYZ0123456789.,;:!?()[]{}<>~#%&/\\=+-*"\'$@_'),
          fc.constantFrom(...'äöüßéèçñøåœšžřłąţğıőÐþ'),
          fc.constantFrom(...'αβγδλμπσωΓΔΘΛΞΠΣΩ'),
          fc.constantFrom(...'абвгджзийёщыэюяЖДЮЇҐ'),
          fc.constantFrom(...'∑∫∂√∞≤≥≠≈∈∉⊂∪∩→⇒∀∃∇±×÷'),
        ),
        { minLength: 1, maxLength: 12 },
      )
      .map((letters) => letters.join('')),
    { minLength: 1, maxLength: 40 },
  )
  .map((words) => words.join(' '));

describe('a printed exam', () => {
  it('shows what is asked, whatever the script, and breaks lines without losing a letter', async () => {
    await fc.assert(
      fc.asyncProperty(printable, printable, async (stem, option) => {
        const item = sampleItem('mcq', 1, { stem });
        if (item.type === 'mcq' && item.body.options[0]) item.body.options[0] = { id: 'a', text: option };
        const text = packed((await pagesOf(await pdfFile(examOf([item]), { withKey: false }))).join(''));
        // The marks stand on the first line of a question, in the midst of it.
        expect(text.replace('[2]', '')).to.include(packed(stem).replace('[2]', ''));
        expect(text).to.include(packed(`a) ${option}`));
      }),
      { numRuns: 15 },
    );
  });

  it('says nothing of the key where that is left out', async () => {
    const items = sampleItems();
    const text = (await pagesOf(await pdfFile(examOf(items), { withKey: false }))).join('\n');
    for (const secret of [
      'Answer key',
      'respiratory chain',
      '30.5',
      'The gradient',
      'names the',
      'inner membrane',
      'ATP synthase uses',
    ])
      expect(text).not.to.include(secret);
    for (const { stem } of items) expect(text).to.include(stem);
  });

  it('keeps the order of an ordering and the pairs of a matching to itself', async () => {
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const parts = letters.map((id) => ({ id, text: `Stage ${id}` }));
    const printed = await Promise.all(
      [1, 2, 3].map(async (position) => {
        const ordering = sampleItem('ordering', position, {
          id: `0199d1f0-7c3a-7b1e-9a51-00000000000${position}`,
          body: { items: parts },
          key: { order: letters },
        });
        const text = (await pagesOf(await pdfFile(examOf([ordering]), { withKey: false }))).join('\n');
        return [...text.matchAll(/Stage ([a-h])/g)].map(([, letter]) => letter).join('');
      }),
    );
    for (const order of printed) expect([...order].sort().join('')).to.equal(letters.join(''));
    expect(new Set(printed).size, printed.join()).to.be.greaterThan(1);
    expect(printed.every((order) => order === letters.join(''))).to.equal(false);
  });

  it('gives answers, what earns points, and pages after the questions', async () => {
    const pages = await pagesOf(await pdfFile(examOf(sampleItems()), { withKey: true }));
    const start = pages.findIndex((text) => text.includes('Answer key'));
    expect(start).to.be.greaterThan(0);
    const key = pages.slice(start).join('\n');
    for (const line of [
      'b) Mitochondrion',
      'respiratory chain / electron transport chain',
      '30.5 ± 1.5 mol',
      'names ATP synthase (1)',
      'page 7: “ATP synthase uses',
    ])
      expect(key).to.include(line);
    expect(pages.slice(0, start).join('\n')).not.to.include('respiratory chain');
  });

  it('tears no question that fits a page', async () => {
    const items = Array.from({ length: 60 }, (_, place) =>
      sampleItem('mcq', place + 1, {
        stem: `Question ${place + 1} begins here ${'and goes on '.repeat(place % 25)}`,
        body: { options: ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `Option ${place + 1}${id}` })) },
      }),
    );
    const pages = await pagesOf(await pdfFile(examOf(items), { withKey: false }));
    expect(pages.length).to.be.greaterThan(5);
    for (const { position } of items) {
      const page = pages.find((text) => text.includes(`Question ${position} begins`)) ?? '';
      for (const letter of 'abcd') expect(page).to.include(`Option ${position}${letter}`);
    }
  });

  it('goes on over pages where a question is longer than one', async () => {
    const words = Array.from({ length: 3_000 }, (_, place) => `w${place}`);
    const item = sampleItem('true_false', 1, { stem: words.join(' ') });
    const pages = await pagesOf(await pdfFile(examOf([item]), { withKey: false }));
    expect(pages.length).to.be.greaterThan(2);
    expect(packed(pages.map((text) => text.replace(/^Cell biology.*$/m, '')).join(''))).to.include('w2999');
  });

  it('names the document beside the page where there are several', async () => {
    const other = '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c99';
    const second = sampleItem('mcq', 2);
    const items = [
      sampleItem('mcq', 1),
      { ...second, sources: second.sources.map((source) => ({ ...source, document_id: other, page: 3 })) },
    ];
    const text = (await pagesOf(await pdfFile(examOf(items), { withKey: true }))).join('\n');
    expect(text).to.include('document 2, page 3').and.to.include(`document 2: ${other}`);
  });

  it('is the same file for the same exam', async () => {
    const exam = examOf(sampleItems());
    const [one, other] = [await pdfFile(exam, { withKey: true }), await pdfFile(exam, { withKey: true })];
    expect(one.equals(other)).to.equal(true);
  });

  it('is written in a thread, and refused where its letters have no glyph', async () => {
    const writer = createPdfWriter();
    const file = await writer.write(examOf(sampleItems()), { withKey: true });
    expect(file.subarray(0, 5).toString()).to.equal('%PDF-');
    const chinese = examOf([sampleItem('essay', 1, { stem: '什么是光合作用？' })]);
    const refused = await writer.write(chinese, { withKey: false }).catch((error: unknown) => error);
    expect(refused).to.deep.include({ status: 422, code: 'LETTERS_UNSUPPORTED' });
    expect(String(refused)).to.include('什');
    // Signs of a document's own fonts are no letters: a box stands for them.
    const quoted = sampleItem('mcq', 1);
    quoted.sources = quoted.sources.map((source) => ({ ...source, quote: '\uf0b7 漢字' }));
    expect((await writer.write(examOf([quoted]), { withKey: true })).length).to.be.greaterThan(1_000);
  });

  it('turns away what would wait long', async () => {
    const writer = createPdfWriter({ waitingMax: 2 });
    const exam = examOf([sampleItem('mcq', 1)]);
    const asked = [1, 2, 3].map(() =>
      writer.write(exam, { withKey: false }).then(
        () => 'written',
        (error) => error.code,
      ),
    );
    expect(await Promise.all(asked)).to.deep.equal(['written', 'written', 'EXPORTS_BUSY']);
    expect(Buffer.isBuffer(await writer.write(exam, { withKey: false }))).to.equal(true);
  });

  it('refuses what would take a thread for long, by its size, by the clock and by its memory', async () => {
    const refusal = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => 'written',
        (error) => error.code,
      );
    const exam = examOf([sampleItem('mcq', 1)]);
    const large = examOf(
      Array.from({ length: 200 }, (_, place) =>
        sampleItem('essay', place + 1, { stem: 'word '.repeat(1_600) }),
      ),
    );
    expect(await refusal(createPdfWriter().write(large, { withKey: true }))).to.equal('EXAM_TOO_LARGE');
    expect(await refusal(createPdfWriter({ timeoutMs: 1 }).write(exam, { withKey: true }))).to.equal(
      'EXAM_TOO_LARGE',
    );
    expect(await refusal(createPdfWriter({ heapMb: 8 }).write(exam, { withKey: true }))).to.equal(
      'EXAM_TOO_LARGE',
    );
  });

  it('has the glyphs of European scripts and of formulas, and says which it has not', () => {
    expect(unreadableLetters('Größe ŁĐțő Ἀρχή Ѓуґ Việt 𝔸𝑥ℝℏℵ')).to.deep.equal([]);
    expect(unreadableLetters('a漢b漢ش')).to.deep.equal(['漢', 'ش']);
  });

  it('brings along typefaces that may be passed on', () => {
    for (const name of ['noto-sans', 'noto-sans-math']) {
      const path = fileURLToPath(import.meta.resolve(`@expo-google-fonts/${name}/LICENSE_FONT`));
      expect(readFileSync(path, 'utf8')).to.match(/SIL OPEN FONT LICENSE/i);
    }
  });
});
