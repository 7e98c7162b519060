/** What a client asked of the stand-in server, whichever protocol it speaks. */
import type { IncomingMessage } from 'node:http';

export interface StandInRequest {
  protocol: 'openai' | 'anthropic';
  route: string;
  key: string;
  body: Record<string, unknown>;
  system: string;
  user: string;
  /** Pictures of the first user turn, as they came. */
  pictures: { mediaType: string; data: Buffer }[];
  schema: Record<string, unknown> | undefined;
  /** The client closed the connection before the answer was out. */
  aborted: boolean;
}

const bodyMaxBytes = 64 * 1024 * 1024;

export async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length;
    if (bytes > bodyMaxBytes) throw new Error('the body is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Part {
  type: string;
  text?: string;
  /** OpenAI. */
  image_url?: { url: string };
  /** Anthropic. */
  source?: { media_type: string; data: string };
}
interface Turn {
  role: string;
  content: string | Part[];
}

const textOf = (content: Turn['content']): string =>
  typeof content === 'string' ? content : content.flatMap((part) => part.text ?? []).join('\n');

function picturesOf(content: Turn['content']): StandInRequest['pictures'] {
  if (typeof content === 'string') return [];
  return content.flatMap(({ image_url, source }) => {
    const [, mediaType, data] = /^data:([^;]+);base64,(.+)$/s.exec(image_url?.url ?? '') ?? [];
    if (mediaType !== undefined && data !== undefined)
      return [{ mediaType, data: Buffer.from(data, 'base64') }];
    return source ? [{ mediaType: source.media_type, data: Buffer.from(source.data, 'base64') }] : [];
  });
}

export function requestOf(
  route: string,
  message: IncomingMessage,
  body: Record<string, unknown>,
): StandInRequest {
  const protocol = route === '/v1/messages' ? 'anthropic' : 'openai';
  const turns = (body.messages ?? []) as Turn[];
  const system =
    protocol === 'anthropic'
      ? String(body.system ?? '')
      : turns
          .filter((turn) => turn.role === 'system')
          .map((turn) => textOf(turn.content))
          .join('\n');
  const first = turns.find((turn) => turn.role === 'user')?.content ?? '';
  const format = body.response_format as { json_schema?: { schema?: Record<string, unknown> } } | undefined;
  const output = body.output_config as { format?: { schema?: Record<string, unknown> } } | undefined;
  const tools = body.tools as { input_schema?: Record<string, unknown> }[] | undefined;
  return {
    protocol,
    route,
    key: String(message.headers['x-api-key'] ?? message.headers.authorization?.replace(/^Bearer /, '') ?? ''),
    body,
    system,
    // The first user turn holds the material; later ones ask for a correction.
    user: textOf(first),
    pictures: picturesOf(first),
    schema: format?.json_schema?.schema ?? output?.format?.schema ?? tools?.[0]?.input_schema,
    aborted: false,
  };
}
