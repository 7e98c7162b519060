/**
 * Shows a job as it changes, to whatever carries it further. Subscribes first and reads the row second, so that nothing
 * falls between the two; `seq` sorts out what both bring. Silence is checked against the row, because news may be lost
 * while the truth is not.
 */
import type { LiveMessage } from '@scory/chassis/live.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { JobView } from '@scory/contracts/http.ts';

/** A client that lets this much pile up is cut off: it resumes where it was when it can. */
export const backlogMaxBytes = 256 * 1024;

export interface Watch {
  id: string;
  ownerId: string;
  /** The last `seq` that was seen. */
  after: number;
  /** Ends the watching. */
  signal: AbortSignal;
  show(job: JobView): void;
}

/** Resolves when the job has ended and was shown (true), or the signal has fired or the row is gone (false). */
export async function watchJob(
  { jobs, live }: Pick<Runtime, 'jobs' | 'live'>,
  { id, ownerId, after, signal, show }: Watch,
): Promise<boolean> {
  let wake: () => void = () => undefined;
  const rouse = (): void => wake();
  const news: LiveMessage[] = [];
  const unwatch = await live.watch(id, (message) => {
    news.push(message);
    rouse();
  });
  signal.addEventListener('abort', rouse, { once: true });
  let lastSeq = after;
  let latest: JobView | undefined;
  const tell = (job: JobView): void => {
    latest = job;
    // A job that had ended before the client resumed is shown once more, so that the client learns it is over.
    if (signal.aborted || (job.seq <= lastSeq && job.finished_at === null)) return;
    lastSeq = Math.max(lastSeq, job.seq);
    show(job);
  };
  const tellRow = async (): Promise<boolean> => {
    const row = await jobs.read(id, ownerId);
    if (row) tell(row);
    return row !== undefined;
  };
  try {
    if (!(await tellRow())) return false;
    while (latest?.finished_at === null && !signal.aborted) {
      if (news.length === 0)
        await untilWoken(live.recheckMs(), (resume) => {
          wake = resume;
        });
      if (signal.aborted) break;
      const batch = news.splice(0);
      const progress = batch.findLast((message) => message.status === 'running' && message.progress !== null);
      const statusChanged = batch.length === 0 || batch.some((message) => message.status !== latest?.status);
      if (statusChanged && !(await tellRow())) return false;
      if (progress && latest?.finished_at === null && progress.seq > lastSeq)
        tell({ ...latest, progress: progress.progress, seq: progress.seq });
    }
    return !signal.aborted;
  } finally {
    signal.removeEventListener('abort', rouse);
    unwatch();
  }
}

function untilWoken(timeoutMs: number, expose: (resume: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    expose(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
