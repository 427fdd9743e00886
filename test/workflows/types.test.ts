/** The compiler's half of the API: the cases are type-checked here as a user's strict project would, not only by the build. */
import { join } from 'node:path';
import ts from 'typescript';

const CASES = join(__dirname, 'type-cases', 'cases.ts');
const CONFIG = join(__dirname, '..', '..', 'tsconfig.json');

function complaints(fileNames: readonly string[], host?: ts.CompilerHost): string[] {
  const { config } = ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, incremental: false, noEmit: true }, join(CONFIG, '..'));
  const program = ts.createProgram({ rootNames: fileNames, options, ...(host && { host }) });
  const found = fileNames.flatMap((name) => program.getSemanticDiagnostics(program.getSourceFile(name)));
  return found.map(({ messageText, start = 0, file }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

test('every case that must not compile does not, and everything else does', () => {
  expect(complaints([CASES])).toEqual([]);
}, 60_000);
