/** The loop: one activity for the model, one for the tool. */
import { proxyActivities } from '@temporalio/workflow';

const { askModel, lookUp } = proxyActivities({ startToCloseTimeout: '1 minute' });

export async function work({ prompt }) {
  const messages = [{ role: 'user', content: prompt }];
  for (;;) {
    const content = await askModel(messages);
    const use = content.find(({ type }) => type === 'tool_use');
    if (!use) return 'answer';
    const result = { type: 'tool_result', tool_use_id: use.id, content: await lookUp(use.input) };
    messages.push({ role: 'assistant', content }, { role: 'user', content: [result] });
  }
}
