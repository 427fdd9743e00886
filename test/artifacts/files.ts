/** Files for tests, made on the spot: pictures of any size, and PDFs of so many pages. */
import sharp from 'sharp';

const made = new Map<string, Promise<Buffer>>();

/** A picture of noise, which no format makes small. Making one takes a second, so each is made once. */
export function noise(width: number, height: number, format: 'jpeg' | 'png' | 'webp' = 'jpeg'): Promise<Buffer> {
  const key = `${width} ${height} ${format}`;
  const create = {
    width,
    height,
    channels: 3,
    background: 'white',
    noise: { type: 'gaussian', mean: 128, sigma: 60 },
  } as const;
  const picture = made.get(key) ?? sharp({ create }).toFormat(format).toBuffer();
  made.set(key, picture);
  return picture;
}

/** A picture of one colour, small in bytes whatever its size. */
export function plain(width: number, height: number, format: 'jpeg' | 'png' = 'png'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .toFormat(format)
    .toBuffer();
}

/** A PDF of empty pages, and padding that makes it as large as wanted. */
export function pdf(pages: number, padding = 0): Buffer {
  const page = '<< /Type /Page /Parent 1 0 R >>\n';
  return Buffer.from(
    `%PDF-1.7\n<< /Type /Pages /Count ${pages} >>\n${page.repeat(pages)}%${'x'.repeat(padding)}\n%%EOF`,
  );
}
