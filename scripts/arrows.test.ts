// The import arrows are a rule that bites: a small tree with one forbidden import each.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, describe, expect, it } from 'vitest';

const config = JSON.parse(
  readFileSync(fileURLToPath(new URL('../.dependency-cruiser.json', import.meta.url)), 'utf8'),
) as {
  forbidden: object[];
  options: ICruiseOptions;
};
let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lays out files, draws the arrows and returns the names of the rules that are broken. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  folder = mkdtempSync(join(tmpdir(), 'arrows-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { output } = await cruise(Object.keys(files), {
    ...config.options,
    baseDir: folder,
    ruleSet: { forbidden: config.forbidden as never },
    validate: true,
  });
  return [...new Set((output as ICruiseResult).summary.violations.map((violation) => violation.rule.name))];
}

const uses = (path: string) => `import { x } from '${path}';\nexport const y = x;\n`;
const x = 'export const x = 1;\n';

describe('an arrow that points the wrong way is refused', () => {
  it.each([
    [
      'modules-are-strangers',
      { 'modules/orders/index.ts': uses('../customers/index.ts'), 'modules/customers/index.ts': x },
    ],
    [
      'kernel-imports-nothing',
      { 'packages/kernel/src/a.ts': uses('../../platform/src/b.ts'), 'packages/platform/src/b.ts': x },
    ],
    [
      'platform-imports-down',
      { 'packages/platform/src/a.ts': uses('../../contract/src/b.ts'), 'packages/contract/src/b.ts': x },
    ],
    [
      'contract-wecom-stats-are-strangers',
      { 'packages/stats/src/a.ts': uses('../../wecom/src/b.ts'), 'packages/wecom/src/b.ts': x },
    ],
    [
      'console-knows-only-the-contract',
      { 'apps/console/src/a.ts': uses('../../../modules/org/index.ts'), 'modules/org/index.ts': x },
    ],
    [
      'modules-import-down',
      { 'modules/org/index.ts': uses('../../apps/server/src/a.ts'), 'apps/server/src/a.ts': x },
    ],
    [
      'the-simulator-knows-no-product',
      {
        'apps/wecom-sim/src/a.ts': uses('../../../packages/platform/src/b.ts'),
        'packages/platform/src/b.ts': x,
      },
    ],
    [
      'no-cycles',
      {
        'modules/org/a.ts': uses('./b.ts'),
        'modules/org/b.ts': "import { y } from './a.ts';\nexport const x = y;\n",
      },
    ],
  ])('%s', async (rule, files) => {
    expect(await brokenRules(files as unknown as Record<string, string>)).toContain(rule);
  });

  it('arrows that point down pass', async () => {
    expect(
      await brokenRules({
        'modules/org/index.ts': uses('../../packages/platform/src/b.ts'),
        'packages/platform/src/b.ts': x,
      }),
    ).toEqual([]);
  });
});
