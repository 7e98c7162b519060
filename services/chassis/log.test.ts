import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createLogger, type WorkContext, withContext } from './log.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

function lineIn(context: WorkContext): Record<string, unknown> {
  let written = '';
  const log = createLogger(
    { level: 'info', format: 'json' },
    {
      write(line) {
        written = line;
      },
    },
  );
  withContext(context, () => log.info('something happened'));
  return JSON.parse(written) as Record<string, unknown>;
}

describe('A log line', () => {
  it('of a worker carries the job, its owner and the trace of the request it came from', () => {
    const line = lineIn({ job_id: 'job', owner_id: 'owner', traceparent });
    expect(line).to.include({ job_id: 'job', owner_id: 'owner', trace_id: traceId });
    expect(line).to.not.have.property('traceparent');
  });

  it('of the edge carries the request and the same trace', () => {
    const line = lineIn({ request_id: 'request', trace_id: traceId, traceparent });
    expect(line).to.include({ request_id: 'request', trace_id: traceId });
  });

  it('of work without a trace names none', () => {
    expect(lineIn({ job_id: 'job' })).to.not.have.property('trace_id');
  });
});
