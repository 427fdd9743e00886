import { ApplicationFailure } from '@temporalio/common';
import { jsonLogger, type JsonLoggerOptions } from '../../src/worker';

function logged(options: JsonLoggerOptions, meta: object, level: 'info' | 'debug' = 'info'): readonly unknown[] {
  const lines: string[] = [];
  jsonLogger({ ...options, write: (line) => void lines.push(line) })[level]('Activity failed', { ...meta });
  return lines.map((line) => JSON.parse(line) as unknown);
}

test('a line names run, step and tool, and nothing that users wrote', () => {
  const error = ApplicationFailure.create({ message: 'the password is hunter2', type: 'ToolFailed' });
  const names = { workflowId: 'complaint:1', activityId: 'resolver.1/t1/0.toolu_1.0', activityType: 'findOrders' };
  expect(logged({}, { ...names, input: 'SECRET', error })).toEqual([
    {
      ...{ level: 'INFO', message: 'Activity failed', ...names, time: expect.stringMatching(/^\d{4}-.*Z$/) },
      error: { name: 'ApplicationFailure', type: 'ToolFailed' },
    },
  ]);
});

test('messages of errors are told on request', () => {
  expect(logged({ errorMessages: true }, { error: new Error('no connection') })).toMatchObject([
    { error: { name: 'Error', message: 'no connection' } },
  ]);
});

test('a level keeps lesser lines back', () => {
  expect(logged({}, {}, 'debug')).toEqual([]);
  expect(logged({ level: 'DEBUG' }, {}, 'debug')).toHaveLength(1);
});
