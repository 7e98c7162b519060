/** Puts what a model has read from pictures of pages into a document that was read before. Runs inside an extraction child. */
import type { DocumentText, ExtractionWarning } from '@scory/contracts/documents/text.ts';
import { type TranscriptVerdict, withTranscript } from '../domain/transcript.ts';
import { unpackedJson } from './packing.ts';
import type { Reading, RetellRequest } from './protocol.ts';
import { readingOf } from './reading-of.ts';

/** Pages that were checked are certain; those on which two readers disagree are named. */
function warningsAfter(
  warnings: readonly ExtractionWarning[],
  verdicts: ReadonlyMap<number, TranscriptVerdict>,
): ExtractionWarning[] {
  const left = warnings.flatMap((warning): ExtractionWarning[] => {
    if (warning.code !== 'PAGE_OCR_UNCERTAIN') return [warning];
    const pages = (warning.pages ?? []).filter((page) => verdicts.get(page) !== 'confirmed');
    return pages.length === 0 ? [] : [{ ...warning, pages }];
  });
  const disputed = [...verdicts].flatMap(([page, verdict]) => (verdict === 'disputed' ? [page] : []));
  if (disputed.length === 0) return left;
  const message = 'What a model read from pictures of pages lacks words that are on them';
  return [...left, { code: 'OCR_DISPUTED', message, pages: disputed.toSorted((a, b) => a - b) }];
}

export async function retell({ text, transcripts, ...wanted }: RetellRequest): Promise<Reading> {
  const document = JSON.parse((await unpackedJson(text)).toString('utf8')) as DocumentText;
  const told = new Map(transcripts.map(({ page, transcript }) => [page, transcript]));
  const verdicts = new Map<number, TranscriptVerdict>();
  const pages = document.pages.map((page) => {
    const transcript = told.get(page.number);
    if (!transcript) return page;
    const { page: retold, verdict } = withTranscript(page, transcript);
    verdicts.set(page.number, verdict);
    return retold;
  });
  const characters = pages
    .flatMap(({ paragraphs }) => paragraphs)
    .reduce((sum, paragraph) => sum + paragraph.text.length, 0);
  const { sha256: _same, ...rest } = document;
  return readingOf(
    { ...rest, pages, warnings: warningsAfter(document.warnings, verdicts), characters },
    wanted,
  );
}
