/** An outcome that a switch forgot is an error that names it. */
import { unhandled } from '../../src/workflows/outcome';

test.each<[unknown, string]>([
  [{ kind: 'newKind' }, 'newKind'],
  [{}, 'undefined'],
])('%j is told by its kind', (outcome, kind) => {
  expect(() => unhandled(outcome as never)).toThrow(new TypeError(`An outcome of kind \`${kind}\` is not handled.`));
});
