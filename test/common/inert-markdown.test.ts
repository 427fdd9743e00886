/** Text that means nothing in Markdown, also after its entities have been read. */
import { inertMarkdown } from '../../src/common/inert-markdown';

test.each([
  ['www.evil.test', 'www .evil.test'],
  ['_www.evil.test', '&#95;www .evil.test'],
  ['see https://evil.test', 'see https&#58; //evil.test'],
  ['a@evil.test', 'a &#64; evil.test'],
  ['[a](b)', '&#91;a&#93;&#40;b&#41;'],
])('%s becomes no link', (text, inert) => {
  expect(inertMarkdown(text)).toBe(inert);
});
