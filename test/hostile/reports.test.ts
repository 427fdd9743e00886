/** Whatever a model, a tool or a stranger wrote is inert in a terminal, in the pages of the Temporal UI and in `dw`'s JSON. */
import fc from 'fast-check';
import picocolors from 'picocolors';
import { printable, printableJson, printableLine } from '../../src/cli/printable';
import { runDw } from '../../src/cli/program';
import { transcriptText } from '../../src/cli/transcript-text';
import { workflowInput } from '../../src/cli/workflow-input';
import { InvalidArgumentError } from 'commander';
import type { Message } from '../../src/common/wire';
import { renderLivePage, type LivePage } from '../../src/workflows/live-page';
import { callSummary, toolSummary } from '../../src/workflows/summary';
import { nanoUsd } from '../../src/common/money';
import { recordedTerminal } from '../cli/recorded-terminal';
import { CASES, INVISIBLE, json, jsonObject, text } from './hostile-values';

const colours = picocolors.createColors(false);

test('printed text has no character that a terminal obeys or a person can’t see, and JSON stays the same JSON', () => {
  fc.assert(
    fc.property(text(), json(), (some, value) => {
      expect(printable(some)).not.toMatch(INVISIBLE);
      expect(printableLine(some)).not.toMatch(/\n/);
      const told = printableJson(value);
      expect(told).not.toMatch(INVISIBLE);
      expect(JSON.stringify(JSON.parse(told))).toBe(JSON.stringify(value));
    }),
    CASES,
  );
});

test('no text passes itself off as a heading of a transcript', () => {
  const block = fc.oneof(
    fc.record({ type: fc.constant('text'), text: text() }),
    fc.record({ type: fc.constant('tool_use'), id: text(), name: text(), input: jsonObject() }),
    fc.record({ type: fc.constant('tool_result'), tool_use_id: text(), content: text() }),
    jsonObject().map((more) => ({ ...more, type: 'block_of_2031' })),
  );
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), (content) => {
      const messages = [{ role: 'user', content }] as unknown as readonly Message[]; // whatever history holds
      const lines = transcriptText([{ agent: 'a', number: 1, messages }], colours).split('\n');
      expect(lines.join('\n')).not.toMatch(INVISIBLE);
      expect(lines.filter((line) => line !== '' && !line.startsWith('  '))).toEqual(['a.1', 'user']);
    }),
    CASES,
  );
});

/** Signs with which Markdown, HTML, placeholders or mathematics could begin; entities are spelt with the others. */
const ACTIVE = /[<>[\](){}`*_~$\\!"']|https?:\/\/|\bwww\.|\w@\w/i;

test('the page of a run has no link, image, formula, code or markup that a name brought in', () => {
  fc.assert(
    fc.property(text(), text(), text(), (label, what, name) => {
      const page: LivePage = {
        state: 'running',
        steps: [{ label, decidedBy: 'Claude', what, state: 'runs' }],
        agents: [{ name, spent: nanoUsd(0), outcome: what }],
        waits: [{ step: label, why: 'why', answer: 'so', needsPerson: false } as unknown as LivePage['waits'][number]],
      };
      const shown = renderLivePage(page);
      const rest = shown.replaceAll('**', '').replaceAll("Claude's", '').replace('|---|---|---|---|', '');
      expect(rest).not.toMatch(ACTIVE);
      expect(rest.replace(/&#\d+;/g, (entity) => String.fromCodePoint(Number(entity.slice(2, -1))))).not.toMatch(
        /https?:\/\/|\bwww\.|[\w.+-]@[\w-]/i,
      );
      expect(encodeURIComponent(shown).length).toBeLessThanOrEqual(4_000);
    }),
    CASES,
  );
});

test('summaries are one short line of visible text', () => {
  fc.assert(
    fc.property(text(), jsonObject(), (label, args) => {
      for (const summary of [callSummary(label, 1, 2), toolSummary(label, 1, args as never)]) {
        expect(summary).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        expect([...summary].length).toBeLessThanOrEqual(90);
      }
    }),
    CASES,
  );
});

test('any input of a workflow on the command line is JSON, or wrong usage', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        text(),
        json().map((value) => JSON.stringify(value) ?? ''),
      ),
      async (source) => {
        if (source === '-') return;
        const read = await workflowInput(source, recordedTerminal('')).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toBeInstanceOf(InvalidArgumentError);
        else expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(source)));
      },
    ),
    CASES,
  );
});

test('any arguments of `dw` end with a code and harmless words', async () => {
  const command = fc.constantFrom(
    'list',
    'show',
    'start',
    'replay',
    'export',
    'transcript',
    'approve',
    'codec-server',
    'nonsense',
  );
  const flag = fc.constantFrom('--json', '--limit', '--query', '--input', '--run', '--help', '--tolerance', '--port');
  const address = process.env['TEMPORAL_ADDRESS'];
  process.env['TEMPORAL_ADDRESS'] = 'not an address'; // refused at once: nothing is to be reached
  try {
    await fc.assert(
      fc.asyncProperty(command, fc.array(fc.oneof(flag, text()), { maxLength: 4 }), async (name, args) => {
        if (name === 'codec-server' && !args.includes('--port')) return; // it would serve
        const terminal = recordedTerminal('');
        expect([0, 1, 2]).toContain(await runDw([name, '--config', '/nowhere', ...args], terminal));
        for (const line of [...terminal.written, ...terminal.complained]) expect(line).not.toMatch(INVISIBLE);
      }),
      { numRuns: 300 },
    );
  } finally {
    process.env['TEMPORAL_ADDRESS'] = address;
    delete process.env['DW_CONFIG'];
  }
}, 60_000);
