import Anthropic from '@anthropic-ai/sdk';
import {
  type Completion,
  type CompletionRequest,
  ModelError,
  modelErrorOf,
  type Provider,
  type Turn,
} from '../provider.ts';

function messageOf({ role, text, pictures = [] }: Turn): Anthropic.MessageParam {
  if (pictures.length === 0) return { role, content: text };
  return {
    role,
    content: [
      ...pictures.map(({ mediaType, data }) => ({
        type: 'image' as const,
        source: { type: 'base64' as const, media_type: mediaType, data: data.toString('base64') },
      })),
      { type: 'text' as const, text },
    ],
  };
}

/** Anthropic's Messages API with structured output; models without it are made to call one tool instead. */
export function createAnthropicProvider(options: {
  apiKey: string;
  baseUrl?: string | undefined;
  model: string;
}): Provider {
  const name = 'anthropic';
  const { model } = options;
  const client = new Anthropic({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    maxRetries: 0,
    timeout: 600_000,
  });
  let structured = true;

  function bodyOf(request: CompletionRequest): Anthropic.MessageCreateParamsNonStreaming {
    const body = {
      model,
      max_tokens: request.maxOutputTokens,
      system: request.system,
      messages: request.turns.map(messageOf),
    };
    if (structured)
      return { ...body, output_config: { format: { type: 'json_schema', schema: request.jsonSchema } } };
    const tool: Anthropic.Tool = {
      name: request.schemaName,
      description: 'Give the answer in this form',
      input_schema: request.jsonSchema as Anthropic.Tool.InputSchema,
    };
    return { ...body, tools: [tool], tool_choice: { type: 'tool', name: tool.name } };
  }

  async function complete(request: CompletionRequest): Promise<Completion> {
    try {
      const answer = await client.messages.create(bodyOf(request), { signal: request.signal });
      if (answer.stop_reason === 'refusal') throw new ModelError('refused', name);
      if (answer.stop_reason === 'max_tokens')
        throw new ModelError('bad_output', name, {
          cause: new Error('the answer was cut off at the token limit'),
        });
      const called = answer.content.find((block) => block.type === 'tool_use');
      const said = answer.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
      return {
        text: called ? JSON.stringify(called.input) : said,
        model: answer.model,
        inputTokens:
          answer.usage.input_tokens +
          (answer.usage.cache_read_input_tokens ?? 0) +
          (answer.usage.cache_creation_input_tokens ?? 0),
        outputTokens: answer.usage.output_tokens,
      };
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      const failure = modelErrorOf(name, error);
      if (structured && failure.failure === 'bad_request') {
        structured = false;
        return complete(request);
      }
      throw failure;
    }
  }

  return { name, model, complete };
}
