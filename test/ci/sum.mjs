// The end of CI: each test that failed, with the first lines of its message, and the last line, from vitest's reports and the
// number of steps that failed. A report that is not there, or cut, is a failed test.
// Usage: node test/ci/sum.mjs FAILED_STEPS REPORT...
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const MESSAGE_LINES = 12;

const [failedSteps, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const report of reports) {
  const { numPassedTests, numFailedTests, testResults } = read(report);
  passed += numPassedTests;
  failed += numFailedTests;
  testResults.forEach(printFailures);
}
failed = Math.max(failed, Number(failedSteps));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function read(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    console.log(`failed: ${report} is not there, or is cut`);
    return { numPassedTests: 0, numFailedTests: 1, testResults: [] };
  }
}

/** The last lines are what is kept of a long output, so each failure is named there again. */
function printFailures({ name, status, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const failures = assertionResults.filter((test) => test.status === "failed");
  for (const { fullName, failureMessages } of failures)
    printFailure(`${file}: ${fullName}`, failureMessages.join("\n"));
  if (status === "failed" && failures.length === 0) printFailure(file, message);
}

function printFailure(title, message) {
  console.log(`failed: ${title}`);
  const lines = stripVTControlCharacters(message).split("\n").slice(0, MESSAGE_LINES);
  for (const line of lines) console.log(`  ${line}`);
}
