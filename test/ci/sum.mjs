// The end of CI: each test that failed, or passed only when it was tried again, with the first lines of its message, and the
// last line, from vitest's reports and the number of steps that failed. A report that is not there, or cut, is a failed test.
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
  // vitest keeps what a first attempt failed with where the second one passed.
  const failures = assertionResults.filter((test) => test.status === "failed" || test.failureMessages?.length > 0);
  for (const test of failures) {
    const outcome = test.status === "failed" ? "failed" : "passed only when it was tried again";
    printFailure(`${outcome}: ${file}: ${test.fullName}`, test.failureMessages?.[0] ?? "");
  }
  if (status === "failed" && failures.length === 0) printFailure(`failed: ${file}`, message);
}

function printFailure(title, message) {
  console.log(title);
  const lines = stripVTControlCharacters(message).split("\n");
  const ours = lines.filter((line) => !line.includes("node_modules") && !line.includes("new Promise"));
  for (const line of ours.slice(0, MESSAGE_LINES)) console.log(`  ${line}`);
}
