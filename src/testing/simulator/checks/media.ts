/** Checks on images and documents, whose limits hold for the whole request: an early image can fail a later turn. */
import { ApiRefusal, invalid } from '../api-refusal';
import { imageFacts, mediaIn, pdfPages, type Media } from '../media';
import type { Segment } from '../prompt';

const MAX_EDGE = 8_000;
/** More images than this are taken only with shorter edges. */
const MANY_IMAGES = 20;
const MAX_EDGE_OF_MANY = 2_000;
const MAX_IMAGES = 600;
const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
const MAX_PAGES = 600;
const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** Checks every file of a request. */
export function checkMedia(segments: readonly Segment[]): void {
  const files = segments.flatMap(({ block, path }) =>
    mediaIn(block).map((media) => ({ ...media, path: `${path}${media.path}.${media.type}.source.base64` })),
  );
  const images = files.filter(({ type }) => type === 'image');
  if (images.length > MAX_IMAGES) throw invalid(`Too many images: ${images.length} > ${MAX_IMAGES}`);
  for (const image of images) checkImage(image, images.length > MANY_IMAGES);
  const documents = files.filter(({ type }) => type === 'document');
  const pages = documents.reduce((sum, document) => sum + pagesOf(document), 0);
  if (pages > MAX_PAGES) throw invalid(`A maximum of ${MAX_PAGES} PDF pages may be provided.`);
}

function checkImage({ path, claimed, data }: Media, isOneOfMany: boolean): void {
  if (!IMAGE_TYPES.includes(claimed)) throw invalid(`${path}.media_type: Input should be ${IMAGE_TYPES.join(', ')}`);
  const facts = imageFacts(data);
  if (!facts) throw invalid(`${path}.data: Could not process image`);
  if (facts.mediaType !== claimed)
    throw invalid(
      `${path}: The image was specified using the ${claimed} media type, but the image appears to be a ${facts.mediaType} image`,
    );
  if (data.length > MAX_IMAGE_BYTES)
    throw invalid(`${path}: image exceeds 5 MB maximum: ${data.length} bytes > ${MAX_IMAGE_BYTES} bytes`);
  const limit = isOneOfMany ? MAX_EDGE_OF_MANY : MAX_EDGE;
  if (Math.max(facts.width, facts.height) <= limit) return;
  const when = isOneOfMany ? ' for many-image requests' : '';
  const words = `${path}.data: At least one of the image dimensions exceed max allowed size${when}: ${limit} pixels`;
  throw new ApiRefusal(400, 'invalid_request_error', words, { code: 'image_dimensions_too_large' });
}

function pagesOf({ path, claimed, data }: Media): number {
  if (claimed !== 'application/pdf') throw invalid(`${path}.media_type: Input should be 'application/pdf'`);
  const pages = pdfPages(data);
  if (pages === 0) throw invalid(`${path}.data: The PDF specified was not valid.`);
  return pages;
}
