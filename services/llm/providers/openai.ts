import OpenAI from 'openai';
import {
  type Completion,
  type CompletionRequest,
  ModelError,
  modelErrorOf,
  type Provider,
  type Turn,
} from '../provider.ts';

export interface OpenAiOptions {
  name: string;
  apiKey: string;
  baseUrl?: string | undefined;
  model: string;
  /** Compatible endpoints know the older name of the output limit, and not all know JSON schemas. */
  dialect: 'openai' | 'compatible';
}

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming;

function messageOf({ role, text, pictures = [] }: Turn): OpenAI.Chat.Completions.ChatCompletionMessageParam {
  if (role === 'assistant' || pictures.length === 0) return { role, content: text };
  return {
    role,
    content: [
      ...pictures.map(({ mediaType, data }) => ({
        type: 'image_url' as const,
        image_url: { url: `data:${mediaType};base64,${data.toString('base64')}`, detail: 'high' as const },
      })),
      { type: 'text' as const, text },
    ],
  };
}

/** OpenAI, and every endpoint that speaks its chat completions. */
export function createOpenAiProvider(options: OpenAiOptions): Provider {
  const { name, model, dialect } = options;
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    maxRetries: 0,
    timeout: 600_000,
  });
  let jsonSchemas = true;

  function bodyOf(request: CompletionRequest): Body {
    const limit =
      dialect === 'openai'
        ? { max_completion_tokens: request.maxOutputTokens }
        : { max_tokens: request.maxOutputTokens };
    const inText = `${request.system}\n\nAnswer with one JSON object that matches this JSON schema:\n${JSON.stringify(request.jsonSchema)}`;
    return {
      model,
      ...limit,
      messages: [
        { role: 'system', content: jsonSchemas ? request.system : inText },
        ...request.turns.map(messageOf),
      ],
      response_format: jsonSchemas
        ? {
            type: 'json_schema',
            json_schema: { name: request.schemaName, strict: true, schema: request.jsonSchema },
          }
        : { type: 'json_object' },
    };
  }

  async function complete(request: CompletionRequest): Promise<Completion> {
    try {
      const answer = await client.chat.completions.create(bodyOf(request), { signal: request.signal });
      const choice = answer.choices[0];
      if (choice?.message.refusal || choice?.finish_reason === 'content_filter')
        throw new ModelError('refused', name);
      if (choice?.finish_reason === 'length')
        throw new ModelError('bad_output', name, {
          cause: new Error('the answer was cut off at the token limit'),
        });
      return {
        text: choice?.message.content ?? '',
        model: answer.model || model,
        inputTokens: answer.usage?.prompt_tokens ?? 0,
        outputTokens: answer.usage?.completion_tokens ?? 0,
      };
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      const failure = modelErrorOf(name, error);
      if (dialect === 'compatible' && jsonSchemas && failure.failure === 'bad_request') {
        jsonSchemas = false;
        return complete(request);
      }
      throw failure;
    }
  }

  return { name, model, complete };
}
