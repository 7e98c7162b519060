import OpenAI from 'openai';
import { ModelError, modelErrorOf } from '../provider.ts';

export interface EmbeddingProvider {
  name: string;
  model: string;
  /** Throws `ModelError`, or the reason of an aborted signal. */
  embed(texts: string[], signal: AbortSignal): Promise<Embeddings>;
}

export interface Embeddings {
  /** One a text, in their order, as the model made them. */
  vectors: ArrayLike<number>[];
  inputTokens: number;
  model: string;
}

type Body = OpenAI.EmbeddingCreateParams;

/** OpenAI, and every endpoint that speaks its embeddings. */
export function createOpenAiEmbeddings(options: {
  name: string;
  apiKey: string;
  baseUrl?: string | undefined;
  model: string;
  /** Asks for vectors of this size, of models that can shorten theirs. */
  dimensions?: number | undefined;
}): EmbeddingProvider {
  const { name, model, dimensions } = options;
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    maxRetries: 0,
    timeout: 600_000,
  });
  /** Set for endpoints that know neither of the younger parameters. */
  let plain = false;

  function bodyOf(input: string[], form: { plain: boolean }): Body {
    // Where no format is asked for the SDK asks for base64, a quarter of the bytes, and decodes it.
    if (form.plain) return { model, input, encoding_format: 'float' };
    return { model, input, ...(dimensions !== undefined && { dimensions }) };
  }

  async function ask(texts: string[], signal: AbortSignal, form: { plain: boolean }): Promise<Embeddings> {
    try {
      const answer = await client.embeddings.create(bodyOf(texts, form), { signal });
      const inputTokens = answer.usage?.prompt_tokens ?? 0;
      return { vectors: inOrder(answer.data, texts.length), inputTokens, model: answer.model || model };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw modelErrorOf(name, error);
    }
  }

  function inOrder(data: OpenAI.Embedding[] | undefined, count: number): ArrayLike<number>[] {
    const vectors = new Array<ArrayLike<number> | undefined>(count).fill(undefined);
    for (const { index, embedding } of data ?? [])
      if (Array.isArray(embedding) || (embedding as unknown) instanceof Float32Array)
        vectors[index] = embedding;
    if (data?.length !== count || vectors.length !== count || vectors.includes(undefined))
      throw new ModelError('bad_output', name, {
        cause: new Error(`${data?.length ?? 0} vectors came for ${count} texts`),
      });
    return vectors as ArrayLike<number>[];
  }

  return {
    name,
    model,
    async embed(texts, signal) {
      try {
        return await ask(texts, signal, { plain });
      } catch (error) {
        if (plain || !(error instanceof ModelError) || error.failure !== 'bad_request') throw error;
        const embeddings = await ask(texts, signal, { plain: true });
        plain = true;
        return embeddings;
      }
    },
  };
}
