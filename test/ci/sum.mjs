// The last line of CI, from vitest's reports and the number of steps that failed: a report that is not there, or cut, is a
// failed test. Usage: node test/ci/sum.mjs FAILED_STEPS REPORT...
import { readFileSync } from "node:fs";

const [failedSteps, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const report of reports) {
  const { numPassedTests, numFailedTests } = read(report);
  passed += numPassedTests;
  failed += numFailedTests;
}
failed = Math.max(failed, Number(failedSteps));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function read(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1 };
  }
}
