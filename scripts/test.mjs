/** npm test: check, then unit and integration tests, then end to end; one line at the end that sums all of them. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideBrowser } from './browser.mjs';
import { node, root, tool } from './run.mjs';

const folder = join(root, '.tmp/results');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const unitFile = join(folder, 'unit.json');
const endToEndFile = join(folder, 'end-to-end.json');
const total = { passed: 0, failed: 0, skipped: 0 };

console.log(`Chromium: ${provideBrowser()}`);

const check = await node(['scripts/check.mjs'], { quiet: true });
process.stdout.write(check.output);
const counted = /check: (\d+) passed, (\d+) failed/.exec(check.output);
add({ passed: Number(counted?.[1] ?? 0), failed: Number(counted?.[2] ?? 1), skipped: 0 });

const vitest = [
  tool('vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitFile}`,
];
const unit = await node(vitest);
add(
  read(unitFile, unit.code, (report) => ({
    passed: report.numPassedTests,
    // A file that cannot be loaded has no tests to count.
    failed: report.numFailedTests + report.testResults.filter((file) => isBroken(file)).length,
    skipped: report.numPendingTests + report.numTodoTests,
  })),
);

const endToEnd = await node([tool('@playwright/test/cli.js'), 'test'], {
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: endToEndFile },
});
add(
  read(endToEndFile, endToEnd.code, ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  })),
);

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function isBroken({ status, assertionResults }) {
  return status === 'failed' && assertionResults.every((result) => result.status !== 'failed');
}

/** A runner that ended badly without a failed test in its report counts as one failure. */
function read(file, code, count) {
  let counts;
  try {
    counts = count(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    counts = { passed: 0, failed: 0, skipped: 0 };
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function add({ passed, failed, skipped }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
