/**
 * What a job keeps in the object store between its parts. It lies under the job and under the owner that the job was
 * accepted for, which never changes, and goes when the job ends.
 */
import type { PageRange } from '../extraction/protocol.ts';
import type { Reader } from '../store/ingest-store.ts';

export const partsPrefix = 'ingest/';

export type OfJob = Pick<Reader, 'acceptedFor' | 'jobId'>;

export const partsOf = ({ acceptedFor, jobId }: OfJob): string => `${partsPrefix}${acceptedFor}/${jobId}/`;

/** The job that a part belongs to. */
export const jobOfPart = (key: string): OfJob | undefined => {
  const [, acceptedFor, jobId] = key.split('/');
  return acceptedFor && jobId ? { acceptedFor, jobId } : undefined;
};

/** Gzipped JSON of a `RangeReading`. */
export const rangeKey = (job: OfJob, { from, to }: PageRange): string => `${partsOf(job)}pages-${from}-${to}`;

/** JSON of chunks. */
export const passagesKey = (job: OfJob, group: number): string => `${partsOf(job)}passages-${group}`;

/** Float32, in this machine's order of bytes. */
export const vectorsKey = (job: OfJob, modelId: number, group: number): string =>
  `${partsOf(job)}vectors-${modelId}-${group}`;

const textRange = 50;
/** A page that is read as a picture takes as long as a thousand that are not. */
const pictureRange = 4;

export interface RangePlan extends PageRange {
  /** Pages that may be read as pictures. */
  pictures: number;
}

/** @param pictures pages of the whole document that may be read as pictures; each range has its share of them. */
export function rangesOf(file: { pages: number; pictures: boolean }, pictures: number): RangePlan[] {
  const size = file.pictures ? pictureRange : textRange;
  const ranges: RangePlan[] = [];
  for (let from = 1; from <= file.pages; from += size) {
    const to = Math.min(file.pages, from + size - 1);
    const own = to - from + 1;
    ranges.push({ from, to, pictures: Math.min(own, Math.ceil((pictures * own) / file.pages)) });
  }
  return ranges;
}
