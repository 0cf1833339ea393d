// `npm test`: everything that has to be true of the project, cheapest first. Its last line is «N passed, N failed».
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const artifacts = join(root, '.artifacts');
const bin = (path: string) => join(root, 'node_modules', path);

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  name: string;
  command: readonly string[];
  /** A check counts as one test; a runner counts its own. */
  report?: string;
}

const node = process.execPath;
const vitest = (project: string): Step => {
  const report = join(artifacts, `${project}.json`);
  return {
    name: `${project} tests`,
    command: [
      node,
      bin('vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    report,
  };
};

const steps: Step[] = [
  { name: 'formatting', command: [bin('.bin/biome'), 'format', '.'] },
  { name: 'lint', command: [bin('.bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'types', command: [bin('.bin/tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of the pages', command: [bin('.bin/tsc'), '-p', 'tsconfig.web.json'] },
  {
    name: 'import arrows',
    command: [
      node,
      bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.json',
      'packages',
      'modules',
      'apps',
      'e2e',
      'bench',
      'scripts',
    ],
  },
  { name: 'dead code', command: [node, bin('knip/bin/knip.js'), '--no-progress'] },
  vitest('unit'),
  vitest('pg'),
  vitest('web'),
];

/** Runs a command; its output appears only when it fails, or for test runners as it comes. */
function run(step: Step): Promise<number> {
  return new Promise((resolve) => {
    const [command, ...args] = step.command;
    const live = step.report !== undefined;
    const child = spawn(command ?? '', args, {
      cwd: root,
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
      env: process.env,
    });
    const output: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('close', (code) => {
      if (code !== 0 && !live) process.stdout.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

function countsOf(step: Step, code: number): Counts {
  if (!step.report) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  if (!existsSync(step.report)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(step.report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  // A file that could not be read has no tests that failed, only an exit code.
  const failed = report.numFailedTests || (code === 0 ? 0 : 1);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
}

mkdirSync(artifacts, { recursive: true });
const only = process.argv.slice(2);
const browser = ensureBrowser();
if (browser) process.env.CHROMIUM = browser;
else
  console.log(
    'No Chromium was found and none could be installed: set CHROMIUM to one. The browser tests will fail.',
  );

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const step of steps.filter((s) => only.length === 0 || only.includes(s.name.split(' ')[0] ?? ''))) {
  const began = Date.now();
  const counts = countsOf(step, await run(step));
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const verdict = counts.failed === 0 ? 'ok' : 'FAILED';
  console.log(
    `${verdict.padEnd(7)}${step.name.padEnd(22)}${String(counts.passed).padStart(6)} passed ${((Date.now() - began) / 1_000).toFixed(1).padStart(7)} s`,
  );
}
if (total.skipped > 0) console.log(`${total.skipped} skipped: they say above what they need.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
