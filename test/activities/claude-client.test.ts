import Anthropic from '@anthropic-ai/sdk';
import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import type { ClaudeClient } from '../../src/activities';
import { clientSource } from '../../src/activities/claude-client';
import { claude } from '../../src/worker';

const quiet = { apiKey: 'k', baseURL: 'http://127.0.0.1:1', maxRetries: 0 };

test('a client of one’s own is used as it is, whoever’s it is', async () => {
  const own = new Anthropic(quiet);
  const bedrock: ClaudeClient = new AnthropicBedrock({ awsRegion: 'eu-central-1', apiKey: 'k', maxRetries: 0 });
  for (const client of [own, bedrock]) expect(await clientSource({ client })('m')).toBe(client);
});

test('one that retries by itself is refused when the worker starts', () => {
  const client = new Anthropic({ ...quiet, maxRetries: 2 });
  expect(() => claude({ tools: {}, client })).toThrow(/retries by itself \(maxRetries is `2`\).*`maxRetries: 0`/);
});

test('a client beside a key or an address is refused', () => {
  const client = new Anthropic(quiet);
  expect(() => claude({ tools: {}, client, apiKey: 'k' })).toThrow(/either `client`, or `apiKey`/);
  expect(() => claude({ tools: {}, client, baseURL: 'http://127.0.0.1:1' })).toThrow(/either `client`, or/);
});
