/** The formats that an exam can be taken away in, and how a file of each is called. */
import type { ExportFormat } from '@scory/contracts/exams/publish.ts';
import { ankiFile } from './anki.ts';
import { csvFile } from './csv.ts';
import type { ExamToExport } from './exam-to-export.ts';
import { giftFile } from './gift.ts';
import { labelsOf } from './labels.ts';
import { moodleXmlFile } from './moodle-xml.ts';
import { oneLine } from './visible-text.ts';

export interface KeyOption {
  withKey: boolean;
}

interface Format {
  extension: string;
  contentType: string;
  /** A file of questions that mark themselves is nothing without what is right. */
  needsKey: boolean;
}

export const formats: Record<ExportFormat, Format> = {
  gift: { extension: 'gift.txt', contentType: 'text/plain; charset=utf-8', needsKey: true },
  moodle_xml: { extension: 'xml', contentType: 'application/xml', needsKey: true },
  anki: { extension: 'apkg', contentType: 'application/octet-stream', needsKey: true },
  csv: { extension: 'csv', contentType: 'text/csv; charset=utf-8', needsKey: false },
  pdf: { extension: 'pdf', contentType: 'application/pdf', needsKey: false },
};

/** Formats that are written in a few milliseconds; a PDF takes a thread of its own. */
export const writers: Record<
  Exclude<ExportFormat, 'pdf'>,
  (exam: ExamToExport, option: KeyOption) => Buffer
> = {
  gift: giftFile,
  moodle_xml: moodleXmlFile,
  anki: ankiFile,
  csv: csvFile,
};

/** The title without what no file system takes, and with a word by which nobody hands out the key. */
export function fileName(
  { title, language }: Pick<ExamToExport, 'title' | 'language'>,
  format: ExportFormat,
  { withKey }: KeyOption,
): string {
  const { extension, needsKey } = formats[format];
  const name =
    oneLine(title)
      .replace(/[\\/:*?"<>|]/g, '-')
      .replace(/^\.+/, '')
      .slice(0, 100)
      .trim() || 'exam';
  const marked = withKey && !needsKey ? ` (${labelsOf(language).key})` : '';
  return `${name}${marked}.${extension}`;
}
