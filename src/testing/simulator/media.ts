/** Images and documents in a request: what they are by their bytes, and how many tokens the model reads them as. */
import { imageSize } from 'image-size';
import { isObject } from './json';
import { blocksOf } from './prompt';
import type { MessageBlock } from './request';

const PIXELS_PER_TOKEN = 750;
const MAX_TOKENS_PER_IMAGE = 4_784;

/** Each page is read as text and as a picture. */
const TOKENS_PER_PAGE = 2_500;

/** One file of a request in base64. */
export interface Media {
  /** `image` or `document`. */
  readonly type: string;
  /** Where it stands in its segment: `.content.0`, or nothing. */
  readonly path: string;
  readonly claimed: string;
  readonly data: string;
}

/** An image by its bytes, whatever it claims to be; undefined for what is none. */
export interface ImageFacts {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
}

/** The files in base64 of a block and of the blocks inside it. */
export function mediaIn(block: MessageBlock, path = ''): readonly Media[] {
  const source: unknown = block['source'];
  const isFile =
    (block.type === 'image' || block.type === 'document') && isObject(source) && source['type'] === 'base64';
  const own = isFile
    ? [{ type: block.type, path, claimed: String(source['media_type']), data: String(source['data']) }]
    : [];
  const inner = typeof block.content === 'string' ? [] : blocksOf(block.content);
  return [...own, ...inner.flatMap((part, index) => mediaIn(part, `${path}.content.${index}`))];
}

/** What an image is by its bytes. */
export function imageFacts(data: string): ImageFacts | undefined {
  try {
    const { type = '', width, height } = imageSize(Buffer.from(data, 'base64'));
    return { mediaType: `image/${type === 'jpg' ? 'jpeg' : type}`, width, height };
  } catch {
    return undefined;
  }
}

/** Pages of a PDF whose page objects are not compressed, as most small ones are; 0 for what is no PDF. */
export function pdfPages(data: string): number {
  const text = Buffer.from(data, 'base64').toString('latin1');
  if (!text.includes('%PDF-')) return 0;
  return Math.max(1, text.match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0);
}

/** Tokens of one file. */
export function mediaTokens({ type, data }: Media): number {
  if (type === 'document') return pdfPages(data) * TOKENS_PER_PAGE;
  const { width = 0, height = 0 } = imageFacts(data) ?? {};
  return Math.min(MAX_TOKENS_PER_IMAGE, Math.ceil((width * height) / PIXELS_PER_TOKEN));
}
