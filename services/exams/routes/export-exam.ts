import { Readable } from 'node:stream';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import { attachment } from '@scory/chassis/http/attachment.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { exportExam } from '@scory/contracts/exams/publish.ts';
import { fileName, formats, writers } from '../export/exam-file.ts';
import { createPdfWriter } from '../export/pdf-thread.ts';
import { findExam } from '../store/exam-store.ts';
import { readItems } from '../store/item-rows.ts';

export const exportExamRoute = ({ database }: Pick<Runtime, 'database'>): Route => {
  const pdfs = createPdfWriter();
  return route(exportExam, async (request) => {
    const { format, with_key } = request.query;
    const withKey = with_key === 'true';
    const row = await findExam(database, request.params.id, caller(request).owner_id);
    if (!row) throw notFound('The exam', 'EXAM_NOT_FOUND');
    if (!withKey && formats[format].needsKey)
      throw new Problem(422, 'KEY_NEEDED', 'Without its key an exam is a PDF or a CSV');
    if (row.status !== 'draft' && row.status !== 'published')
      throw new Problem(409, 'EXAM_NOT_READY', 'The exam has not been made');
    const { id, title, language, updated_at: updatedAt } = row;
    const exam = { id, title, language, updatedAt, items: await readItems(database, id) };
    const bytes = format === 'pdf' ? await pdfs.write(exam, { withKey }) : writers[format](exam, { withKey });
    return {
      file: {
        stream: Readable.from([bytes]),
        contentType: formats[format].contentType,
        contentLength: bytes.length,
      },
      headers: {
        'Content-Disposition': attachment(fileName(exam, format, { withKey })),
        // What somebody wrote into a question is never run as a page of ours.
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'Cache-Control': 'private, no-store',
      },
    };
  });
};
