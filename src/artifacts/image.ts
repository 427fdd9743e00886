/**
 * Images as Claude takes them, whatever came in: upright, no larger than the API allows in a request of many images, in
 * one of its formats, and without the metadata that tells where and with what a picture was taken.
 */
import type { FormatEnum } from 'sharp';

/** With more than 20 images in a request the API takes none with a longer edge; earlier images stay for later turns. */
export const MAX_EDGE_PIXELS = 2_000;

/** The API takes 5 MB of base64. */
export const MAX_IMAGE_BYTES = 3_750_000;

/** More would fill a worker's memory before it is scaled. */
const MAX_INPUT_PIXELS = 100_000_000;

/** Of JPEG where the first try is too large. */
const QUALITIES = [90, 75, 50];

/** An image that can be sent. */
export interface ScaledImage {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png';
}

/** Reads any format that `sharp` reads. Throws a `TypeError` for what is no image or too large to be read. */
export async function scaledImage(bytes: Uint8Array): Promise<ScaledImage> {
  requireSharp();
  const sharp = (await import('sharp')).default;
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_INPUT_PIXELS })
      .rotate()
      .resize({ width: MAX_EDGE_PIXELS, height: MAX_EDGE_PIXELS, fit: 'inside', withoutEnlargement: true });
    const { format, hasAlpha } = await sharp(bytes, { limitInputPixels: MAX_INPUT_PIXELS }).metadata();
    if (isLossless(format) || hasAlpha) {
      const png = await image.clone().png().toBuffer();
      if (png.length <= MAX_IMAGE_BYTES) return { bytes: png, mediaType: 'image/png' };
    }
    for (const quality of QUALITIES) {
      const jpeg = await image.clone().flatten({ background: 'white' }).jpeg({ quality }).toBuffer();
      if (jpeg.length <= MAX_IMAGE_BYTES) return { bytes: jpeg, mediaType: 'image/jpeg' };
    }
  } catch (error) {
    throw new TypeError(`The image can't be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  throw new TypeError(`The image is larger than ${MAX_IMAGE_BYTES} bytes, also when scaled.`);
}

/** Throws a `TypeError` where the package is missing: native code that not everybody needs is the user's to install. */
export function requireSharp(): void {
  try {
    require.resolve('sharp');
  } catch {
    throw new TypeError('Images need the package `sharp`, which is not installed: npm install sharp.');
  }
}

/** Screenshots and drawings, whose edges JPEG would blur. */
function isLossless(format: keyof FormatEnum | undefined): boolean {
  return format === 'png' || format === 'gif';
}
