/** How making questions and marking answers fare. */
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { gradeCommand } from '@scory/contracts/exams/attempts.ts';
import {
  evaluateCommand,
  evaluationHealth,
  evaluationStats,
  questionsHealth,
  questionsStats,
} from '@scory/contracts/exams/evaluations.ts';
import { generateCommand } from '@scory/contracts/exams/generate.ts';
import { markingFigures, questionFigures } from '../store/marking-runs.ts';

type Needs = Pick<Runtime, 'database' | 'jobs' | 'redis'>;

/** Of the owner's jobs those that the mean is taken over. */
const recentJobs = 100;

async function healthOf({ jobs, redis }: Needs, service: string, kinds: readonly string[]) {
  const loads = await Promise.all(kinds.map((kind) => jobs.load(kind)));
  const healthy = redis.up() && loads.every(({ consumers }) => consumers > 0);
  return {
    status: healthy ? ('healthy' as const) : ('degraded' as const),
    service,
    queue: {
      waiting: loads.reduce((sum, { queued }) => sum + queued, 0),
      running: loads.reduce((sum, { running }) => sum + running, 0),
    },
  };
}

export function figureRoutes(needs: Needs): Route[] {
  return [
    route(questionsHealth, async () => ({
      data: await healthOf(needs, 'questions', [generateCommand.kind]),
    })),
    route(evaluationHealth, async () => ({
      data: await healthOf(needs, 'evaluation', [gradeCommand.kind, evaluateCommand.kind]),
    })),
    route(questionsStats, async (request) => {
      const ownerId = caller(request).owner_id;
      const [figures, recent] = await Promise.all([
        questionFigures(needs.database, ownerId),
        needs.jobs.list(ownerId, { limit: recentJobs, kind: generateCommand.kind, status: 'succeeded' }),
      ]);
      const durations = recent.flatMap(({ created_at, finished_at }) =>
        finished_at === null ? [] : [Date.parse(finished_at) - Date.parse(created_at)],
      );
      const mean = durations.reduce((sum, one) => sum + one, 0) / durations.length;
      return { data: { ...figures, mean_duration_ms: durations.length === 0 ? null : Math.round(mean) } };
    }),
    route(evaluationStats, async (request) => ({
      data: await markingFigures(needs.database, caller(request).owner_id),
    })),
  ];
}
