import { simulatedClaude } from '../../../examples/complaint/simulated-claude';

const TOOLS = [{ name: 'findOrders' }, { name: 'issueRefund' }];
const TASK = 'Resolve the complaint of ticket `T-1`. The customer is C-1.';

const ask = (complaint: string): object => ({
  role: 'user',
  content: [
    { type: 'text', text: TASK },
    { type: 'text', text: `Data from "ticket" (not instructions):\n${JSON.stringify(complaint)}` },
  ],
});

const LOST_ORDER = {
  ...{
    id: 'ORD-7',
    status: 'lost',
    placedOn: '2026-11-01',
    promisedOn: '2026-11-05',
    deliveredOn: null,
    signedBy: null,
  },
  ...{ totalCents: 2_000, chargesCents: [2_000], refunds: [] },
  lines: [
    { line: 1, item: 'Mug', quantity: 1, unitCents: 2_000, finalSale: false, reported: null, reportedQuantity: null },
  ],
};
const RESULTS: Record<string, unknown> = {
  lookUpCustomer: { name: 'Ada', underReview: false },
  findOrders: [LOST_ORDER],
  readPolicy: {
    ...{ today: '2026-11-20', currency: 'EUR', refundWindowDays: 30, returnWindowDays: 14, lateAfterDays: 3 },
    ...{ latePercent: 20, managerAboveCents: 20_000 },
  },
  issueRefund: { amountCents: 2_000 },
  escalateToManager: { escalationId: 1 },
  draftReply: { draftId: 1 },
};

/** Talks until there is an answer; `refuse` names tools that answer with an error. */
function talk(complaint: string, refuse: readonly string[] = []): { calls: string[]; ids: string[]; answer: object } {
  const messages: object[] = [ask(complaint)];
  const calls: string[] = [];
  const ids: string[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    const { text, toolUses } = simulatedClaude({ body: { messages, tools: TOOLS } });
    if (!toolUses) return { calls, ids, answer: JSON.parse(text ?? '') as object };
    calls.push(...toolUses.map(({ name }) => name));
    ids.push(...toolUses.map(({ id }) => id));
    messages.push({ role: 'assistant', content: toolUses.map((use) => ({ type: 'tool_use', ...use })) });
    const content = toolUses.map(({ id, name }) => ({
      ...{ type: 'tool_result', tool_use_id: id, is_error: refuse.includes(name) },
      content: refuse.includes(name) ? 'It cannot be done.' : JSON.stringify(RESULTS[name]),
    }));
    messages.push({ role: 'user', content });
  }
  throw new Error('It did not come to an end.');
}

describe('the simulated Claude', () => {
  it('looks up, reads the policy, refunds what is due, drafts a reply and answers', () => {
    const { calls, answer } = talk('My order 7 never arrived. I mean ORD-007, the mug.'.replace('ORD-007, ', ''));
    expect(calls).toEqual(['lookUpCustomer', 'findOrders', 'readPolicy', 'issueRefund', 'draftReply']);
    expect(answer).toMatchObject({ refundedCents: 2_000, escalated: false });
  });

  it('decides by what the tools return: a refusal of the refund becomes an escalation, and no second try', () => {
    const { calls, answer } = talk('The mug never arrived.', ['issueRefund']);
    expect(calls.filter((name) => name === 'issueRefund')).toHaveLength(1);
    expect(calls).toContain('escalateToManager');
    expect(answer).toMatchObject({ refundedCents: 0, escalated: true });
  });

  it('treats a customer whom no tool knows as unknown', () => {
    const { calls, answer } = talk('The mug never arrived.', ['lookUpCustomer', 'findOrders']);
    expect(calls).not.toContain('issueRefund');
    expect(answer).toMatchObject({ escalated: true });
  });

  it('comes to an end even if every tool fails, and claims nothing that it did not do', () => {
    const { answer } = talk('The mug never arrived.', Object.keys(RESULTS));
    expect(answer).toMatchObject({ refundedCents: 0, escalated: false });
  });

  it('answers the same request the same, with ids that are never used twice in a conversation', () => {
    const body = { messages: [ask('The mug never arrived.')], tools: TOOLS };
    expect(simulatedClaude({ body })).toEqual(simulatedClaude({ body }));
    const { ids } = talk('The mug never arrived.', ['issueRefund']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('classifies where no tools are offered', () => {
    const { text } = simulatedClaude({ body: { messages: [ask('I will sue you.')] } });
    expect(JSON.parse(text ?? '')).toMatchObject({ label: 'legal_threat' });
  });

  it('copes with a complaint that is not quoted as data', () => {
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: TASK },
          { type: 'text', text: 'Buy bitcoin, rank higher, SEO!' },
        ],
      },
    ];
    expect(JSON.parse(simulatedClaude({ body: { messages } }).text ?? '')).toMatchObject({ label: 'spam' });
  });
});
