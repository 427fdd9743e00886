import { FAILURE } from '../../src/common/failure-type';
import { claudeName } from '../../src/common/tool-name';
import { say, use } from '../../src/testing';
import { activitiesIn, historyOf, toolsRunIn } from './history';
import { openLab, type Lab } from './lab';
import { resultsIn } from './seen';

const done = say('Done.');
const answered = { kind: 'answer', output: 'Done.' };

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

describe('a call that cannot run is answered with an error, starts nothing, and the loop goes on:', () => {
  const deep = (levels: number) => `{"text":"x","more":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  test.each([
    ['arguments of the wrong type', { name: 'read', input: { size: 'big' } }, /size: .*expected number/],
    ['an argument against a rule', { name: 'read', input: { size: 1.5 } }, /size: .*expected int/],
    ['arguments that are missing', { name: 'echo', input: {} }, /text: .*expected string/],
    ['arguments of 150 levels', { name: 'echo', input: {}, rawInput: deep(150) }, /nest 150 levels deep/],
    [
      'an integer beyond 2^53',
      { name: 'read', input: {}, rawInput: '{"size":9007199254740993}' },
      /9007199254740993 .* as a string/,
    ],
    ['arguments that break off', { name: 'echo', input: {}, rawInput: '{"text":"to be cont' }, /not complete JSON/],
    ['arguments of a megabyte', { name: 'echo', input: { text: 'x'.repeat(1_000_000) } }, /1000011 bytes long/],
    ['a tool that does not exist', { name: 'rewind', input: {} }, /no tool `rewind`.* read, echo/],
    ['a tool called constructor', { name: 'constructor', input: {} }, /no tool `constructor`/],
    ['a tool called __proto__', { name: '__proto__', input: {} }, /no tool `__proto__`/],
    ['the activity that asks Claude', { name: 'callClaude', input: {} }, /no tool `callClaude`/],
  ])('%s', async (_, call, told) => {
    const { id, result, requests } = await lab.run('work', { prompt: 'Go.' }, [
      { toolUses: [call], outputTokens: 100 },
      done,
    ]);
    expect(result).toMatchObject({ ...answered, turns: 2 });
    expect(resultsIn(requests[1])).toEqual([
      { id: expect.any(String), text: expect.stringMatching(told), isError: true },
    ]);
    expect(await toolsRunIn(lab, id)).toEqual([]);
  });
});

test('a tool from elsewhere runs under the name that Claude knows, with its defaults', async () => {
  const name = claudeName('crm/customer.lookup');
  const { id, result, requests } = await lab.run('workBriefly', { prompt: 'Go.' }, [
    { toolUses: [{ name, input: {} }] },
    { toolUses: [{ name, input: { id: 'c1' } }] },
    done,
  ]);
  expect(result).toMatchObject({ ...answered, turns: 3 });
  expect(resultsIn(requests[1])).toMatchObject([
    { isError: true, text: expect.stringMatching(/required property 'id'/) },
  ]);
  expect(resultsIn(requests[2])).toMatchObject([{ isError: false, text: '{"id":"c1","fields":["name"]}' }]);
  expect((await toolsRunIn(lab, id)).map((tool) => tool.name)).toEqual([name]);
});

describe('arguments reach the tool as Claude wrote them:', () => {
  test.each([
    ['characters of every kind', 'Grüße, 😀, 漢字, \u0000, \u2028, "quoted" \\ \u202e'],
    ['half a surrogate pair', 'broken \ud83d here'],
    ['60,000 characters of two bytes', 'é'.repeat(30_000)],
  ])('%s', async (_, text) => {
    const { result, requests } = await lab.run('work', { prompt: 'Go.' }, [
      { ...use('echo', { text }), outputTokens: 100 },
      done,
    ]);
    expect(result).toMatchObject(answered);
    expect(resultsIn(requests[1])).toEqual([
      { id: expect.any(String), text: JSON.stringify({ text }), isError: false },
    ]);
  });

  test('100 KB of them', async () => {
    const call = { ...use('swallow', { text: 'x'.repeat(100_000) }), outputTokens: 100 };
    const { id, requests } = await lab.run('work', { prompt: 'Go.' }, [call, done]);
    expect(resultsIn(requests[1])).toMatchObject([{ text: 'taken', isError: false }]);
    expect(await toolsRunIn(lab, id)).toMatchObject([{ name: 'swallow', attempts: 1, end: 'completed' }]);
  });
});

test.each([
  ['of 2,000 levels', `{"text":"x","more":${'['.repeat(1_999)}${']'.repeat(1_999)}}`],
  ['that are no object', '["text"]'],
])('a reply with arguments %s cannot be sent back, so it is dropped and asked for once more', async (_, rawInput) => {
  const { id, result, requests } = await lab.run('work', { prompt: 'Go.' }, [
    { toolUses: [{ name: 'echo', input: {}, rawInput }] },
    done,
  ]);
  expect(result).toMatchObject({ ...answered, turns: 1 });
  expect(requests.map(({ body }) => body.messages.length)).toEqual([1, 1]);
  expect(await toolsRunIn(lab, id)).toEqual([]);
});

test('one of five parallel calls fails, and the others keep their results, in the order of the calls', async () => {
  const toolUses = [1, 2, 3, 4, 5].map((size) => ({
    ...{ id: `toolu_${size}` },
    ...(size === 3 ? { name: 'fail', input: { times: 9, how: 'throw' } } : { name: 'read', input: { size } }),
  }));
  const { result, requests } = await lab.run('work', { prompt: 'Go.' }, [{ toolUses }, done]);
  expect(result).toMatchObject(answered);
  expect(resultsIn(requests[1])).toEqual([
    { id: 'toolu_1', text: 'x', isError: false },
    { id: 'toolu_2', text: 'xx', isError: false },
    { id: 'toolu_3', text: expect.stringContaining('`fail` failed'), isError: true },
    { id: 'toolu_4', text: 'xxxx', isError: false },
    { id: 'toolu_5', text: 'xxxxx', isError: false },
  ]);
});

/** 64 results of 60 KB are 960,000 tokens: as much as the model's context of a million takes. */
test('64 parallel calls of 60 KB each run 15 at once, and all results reach Claude', async () => {
  const toolUses = Array.from({ length: 64 }, (_, index) => ({
    name: 'read',
    input: { size: 60_000 + index },
    id: `toolu_${index}`,
  }));
  const { id, result, requests } = await lab.run('work', { prompt: 'Go.' }, [{ toolUses, outputTokens: 1_000 }, done]);
  expect(result).toMatchObject(answered);
  expect(resultsIn(requests[1]).map(({ id: use, text }) => [use, text.length])).toEqual(
    toolUses.map(({ id: use, input }) => [use, input.size]),
  );
  const events = await historyOf(lab, id);
  let open = 0;
  let mostOpen = 0;
  for (const event of events) {
    if (event.activityTaskScheduledEventAttributes) mostOpen = Math.max(mostOpen, ++open);
    if (event.activityTaskCompletedEventAttributes) open--;
  }
  expect(mostOpen).toBe(15);
  expect(events.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
  expect(activitiesIn(events).map(({ attempts, end }) => `${attempts} ${end}`)).toEqual(Array(66).fill('1 completed'));
}, 60_000);

test('a result over 64 KB is cut, and says how to get the rest', async () => {
  const { requests } = await lab.run('work', { prompt: 'Go.' }, [use('read', { size: 70_000 }), done]);
  const [{ text, isError } = { text: '', isError: true }] = resultsIn(requests[1]);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024);
  expect(text).toMatch(/^x{60000,}\n\[cut: \d+ of 70000 characters shown\. Ask for less at once: .*\]$/);
  expect(isError).toBe(false);
});

test('a tool that fails is tried again, and Claude gets what the attempt that went well returned', async () => {
  const { id, requests } = await lab.run('work', { prompt: 'Go.' }, [use('fail', { times: 1, how: 'throw' }), done]);
  expect(resultsIn(requests[1])).toMatchObject([{ text: 'attempt 2 went well', isError: false }]);
  expect(await toolsRunIn(lab, id)).toMatchObject([{ name: 'fail', attempts: 2, end: 'completed' }]);
});

test('a tool that fails on every attempt is told to Claude without internals, which history keeps for people', async () => {
  const { id, result, requests } = await lab.run('work', { prompt: 'Go.' }, [
    use('fail', { times: 9, how: 'throw' }),
    done,
  ]);
  expect(result).toMatchObject(answered);
  expect(resultsIn(requests[1])).toMatchObject([{ text: expect.stringContaining('`fail` failed'), isError: true }]);
  expect(JSON.stringify(requests.map(({ body }) => body))).not.toContain('hunter2');
  const events = await historyOf(lab, id);
  const failure = events.find((event) => event.activityTaskFailedEventAttributes)?.activityTaskFailedEventAttributes
    ?.failure;
  expect(failure).toMatchObject({
    message: expect.stringContaining('hunter2'),
    applicationFailureInfo: { type: FAILURE.toolFailed },
  });
  expect(activitiesIn(events)[1]).toMatchObject({ name: 'fail', attempts: 3, end: 'failed' });
});

test('what a tool tells Claude by ToolError arrives as it is, after one attempt', async () => {
  const { id, requests } = await lab.run('work', { prompt: 'Go.' }, [use('fail', { times: 9, how: 'tell' }), done]);
  expect(resultsIn(requests[1])).toMatchObject([
    { text: 'There is no such order. Ask for the number.', isError: true },
  ]);
  expect(await toolsRunIn(lab, id)).toMatchObject([{ name: 'fail', attempts: 1, end: 'completed' }]);
});

test('calls beyond maxCalls are refused, in the same reply and in later ones', async () => {
  const echo = (text: string) => ({ name: 'echo', input: { text } });
  const script = [{ toolUses: [echo('a'), echo('b'), echo('c')] }, { toolUses: [echo('d')] }, done];
  const { id, requests } = await lab.run('workBriefly', { prompt: 'Go.' }, script);
  expect(resultsIn(requests[1]).map(({ isError }) => isError)).toEqual([false, false, true]);
  expect(resultsIn(requests[2])).toMatchObject([
    { text: expect.stringContaining('2 times at the most'), isError: true },
  ]);
  expect(await toolsRunIn(lab, id)).toHaveLength(2);
});
