import { z } from 'zod';
import { defineCommand } from '../define.ts';

/** Of the product itself, when another embedding model is configured than the index was made with. */
export const reembedCommand = defineCommand({
  kind: 'documents.reembed',
  summary: 'Embed all passages with another model, which then takes over',
  data: z.object({ model_id: z.int() }),
  result: z.object({ passages: z.int() }),
  metadata: z.object({}),
  internal: true,
  // What is done is kept: a provider may be away for hours, and a large index takes days.
  attempts: 200,
  deadlineSeconds: 14 * 86_400,
});
