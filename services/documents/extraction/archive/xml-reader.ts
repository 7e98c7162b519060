/**
 * Reads XML of archives into elements while it is inflated. No entity but the five of XML itself is known, and a
 * document type that declares any is refused, so nothing expands and nothing is fetched.
 */
import { Parser } from 'htmlparser2';
import type { XmlElement } from '../../domain/xml-element.ts';
import { ExtractError } from '../protocol.ts';
import { namespaces } from './xml-namespaces.ts';

const deepest = 400;
/** Alive at once; each takes some 200 bytes. */
const mostElements = 1_000_000;

export interface XmlOptions {
  /** Children of elements of this name are handed over one by one and not kept. */
  within?: string;
  onChild?: (element: XmlElement) => void;
  /** Refuses any document type declaration, as the packaging of Office files does. */
  noDoctype?: boolean;
}

const malformed = (): ExtractError =>
  new ExtractError('FILE_MALFORMED', 'A part of the file is damaged beyond what can be read');

type Scope = ReadonlyMap<string, string>;

/** What prefixes stand for, by the declarations of the open elements. */
class Prefixes {
  readonly #scopes: Scope[] = [new Map()];
  #names = new Map<string, string>();

  open(attributes: Record<string, string>): void {
    let scope = this.#scopes.at(-1)!;
    for (const [name, uri] of Object.entries(attributes)) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
      if (scope === this.#scopes.at(-1)) scope = new Map(scope);
      (scope as Map<string, string>).set(name.slice(6), namespaces[uri] ?? '?');
    }
    this.#enter(scope);
  }

  close(): void {
    const left = this.#scopes.pop();
    if (left !== this.#scopes.at(-1)) this.#names = new Map();
  }

  /** Attributes without a prefix have no namespace. */
  nameOf(written: string, isAttribute = false): string {
    if (isAttribute && !written.includes(':')) return written;
    let name = this.#names.get(written);
    if (name === undefined) {
      const colon = written.indexOf(':');
      const prefix = written.slice(0, Math.max(0, colon));
      name = `${this.#scopes.at(-1)!.get(prefix) ?? '?'}:${written.slice(colon + 1)}`;
      this.#names.set(written, name);
    }
    return name;
  }

  #enter(scope: Scope): void {
    if (scope !== this.#scopes.at(-1)) this.#names = new Map();
    this.#scopes.push(scope);
  }
}

/** Builds elements from the events of the parser. */
class Builder {
  readonly #options: XmlOptions;
  readonly #prefixes = new Prefixes();
  readonly #open: XmlElement[] = [];
  #alive = 0;
  root: XmlElement | undefined;
  /** Nothing more will come: what is still open was cut off. */
  ended = false;

  constructor(options: XmlOptions) {
    this.#options = options;
  }

  open(written: string, given: Record<string, string>): void {
    if (this.#open.length >= deepest) throw malformed();
    this.#alive += 1;
    if (this.#alive > mostElements)
      throw new ExtractError('TOO_LARGE', `A part of the file has more than ${mostElements} elements`);
    this.#prefixes.open(given);
    const attributes: Record<string, string> = {};
    for (const [name, value] of Object.entries(given)) attributes[this.#prefixes.nameOf(name, true)] = value;
    const element = { name: this.#prefixes.nameOf(written), attributes, children: [] };
    if (this.#open.length === 0) {
      if (this.root) throw malformed();
      this.root = element;
    }
    this.#open.push(element);
  }

  text(chunk: string): void {
    const children = this.#open.at(-1)?.children;
    if (typeof children?.at(-1) === 'string') children[children.length - 1] += chunk;
    else children?.push(chunk);
  }

  close(implied: boolean): void {
    const element = this.#open.pop();
    // The parser also calls the end of `<empty/>` implied.
    if (implied && (this.ended || (element && element.children.length > 0))) throw malformed();
    const parent = this.#open.at(-1);
    this.#prefixes.close();
    if (!element || !parent) return;
    // What a reader does not know is written a second time as it does: one of the two is the text.
    const meant = element.name === 'mc:AlternateContent' ? alternative(element) : [element];
    if (this.#options.onChild && parent.name === this.#options.within) {
      for (const child of meant) if (typeof child !== 'string') this.#options.onChild(child);
      this.#alive = this.#open.length;
    } else for (const child of meant) parent.children.push(child);
  }
}

function alternative({ children }: XmlElement): XmlElement['children'] {
  const elements = children.filter((child) => typeof child !== 'string');
  const chosen =
    elements.find((child) => child.name === 'mc:Choice') ??
    elements.find((child) => child.name === 'mc:Fallback');
  return chosen?.children ?? [];
}

function decoderOf(first: Uint8Array): InstanceType<typeof TextDecoder> {
  const [a, b] = first;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return new TextDecoder('utf-16le');
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
}

/** The root element. Throws an `ExtractError`: FILE_MALFORMED or TOO_LARGE. */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  options: XmlOptions = {},
): Promise<XmlElement> {
  const builder = new Builder(options);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => builder.open(name, attributes),
      ontext: (chunk) => builder.text(chunk),
      onclosetag: (_name, implied) => builder.close(implied),
      onprocessinginstruction(name, data) {
        if (name.toLowerCase() === '!doctype' && (options.noDoctype || declaresEntities(data)))
          throw new ExtractError('FILE_MALFORMED', 'A part of the file declares a document type of its own');
      },
    },
    { xmlMode: true },
  );
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of chunks) {
    decoder ??= decoderOf(chunk);
    parser.write(decoder.decode(chunk, { stream: true }));
  }
  parser.write(decoder?.decode() ?? '');
  builder.ended = true;
  parser.end();
  if (!builder.root) throw malformed();
  return builder.root;
}

/** A document type with declarations in it: `<!DOCTYPE html [ … ]>`. */
export const declaresEntities = (doctype: string): boolean => doctype.includes('[');
