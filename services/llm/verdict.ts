import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import type { ModelError } from './provider.ts';

/**
 * What a job is told when every provider failed: worth another try if any failure was passing.
 * @param model how it is called in messages that callers see
 */
export function verdictOf(failures: ModelError[], model = 'The language model'): Error {
  const passing = failures.filter((failure) =>
    ['rate_limited', 'unavailable', 'bad_output'].includes(failure.failure),
  );
  const last = failures.at(-1);
  if (last?.failure === 'refused')
    return new PermanentError('MODEL_REFUSED', 'The model declined to answer', { cause: last });
  if (last?.failure === 'context_too_long')
    return new PermanentError('INPUT_TOO_LONG', 'The input is longer than the model takes', { cause: last });
  if (passing.length > 0) {
    const waits = passing.flatMap((failure) => failure.retryAfterMs ?? []);
    const limited = passing.some((failure) => failure.failure === 'rate_limited');
    return new TransientError(
      limited ? 'MODEL_RATE_LIMITED' : 'MODEL_UNAVAILABLE',
      `${model} did not answer`,
      {
        retryAfterMs: waits.length > 0 ? Math.min(...waits) : undefined,
        cause: last,
      },
    );
  }
  if (last?.failure === 'auth')
    return new PermanentError('MODEL_AUTH', `${model} refused our credentials`, { cause: last });
  return new PermanentError('MODEL_FAILED', `${model} could not take the request`, { cause: last });
}
