// How often flow-pair says the right client, on made-up logs whose answers are known, and how often each kind of evidence is right.
import { execFileSync } from "node:child_process";
import { compareAnswers } from "../fixtures/pairAnswers.mjs";
import { command } from "./commands.mjs";

const OUTPUT_LIMIT = 2 ** 29;

export function accuracy(job) {
  const row = { job: job.title, budget: percent(job.least) };
  try {
    const answers = recordsOf(`${command("flowlogs-read")} sample:answers,${job.log}`);
    const pairs = recordsOf(`${command("flowlogs-read")} sample:${job.log} | ${command("flow-pair")} -q`);
    const asked = answers.filter((it) => it.kind !== "gap" && (job.withSyn !== true || it.syn_logged));
    const { conversations, differences, client, byEvidence } = compareAnswers(asked, pairs);
    if (differences.length > 0)
      return [{ ...row, verdict: `${differences.length} of ${conversations} conversations are not as they were` }];
    const share = client / conversations;
    return [
      { ...row, ratio: percent(share), verdict: share >= job.least ? "met" : "missed" },
      ...[...byEvidence].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(evidenceRow),
    ];
  } catch (error) {
    return [{ ...row, verdict: `ours failed: ${error.message}` }];
  }
}

/** How often such evidence is right, and how often flow-pair says that it is. */
function evidenceRow([name, { stated, count, right }]) {
  return {
    job: `  ${name.replace(/ [^ ]*$/, "")}, ${count} times`,
    ratio: percent(right / count),
    budget: percent(stated),
    verdict: "reported",
  };
}

function recordsOf(shell) {
  const output = execFileSync("bash", ["-c", shell], { maxBuffer: OUTPUT_LIMIT });
  return output
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
