// How often flow-pair says the right client, on made-up logs whose answers are known, and how often each kind of evidence is right.
import { execFileSync } from "node:child_process";
import { compareAnswers } from "../fixtures/pairAnswers.mjs";
import { command } from "./commands.mjs";

/** At least this part of the conversations has the right client, in the log of each seed; 100,000 records of each. */
const madeUp = { log: "records=100000", seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };
export const ACCURACY = [
  { ...madeUp, name: "accuracy-syn", title: "flow-pair: client, with SYN", withSyn: true, least: 0.99 },
  { ...madeUp, name: "accuracy-flags", title: "flow-pair: all of that log", least: 0.97 },
  { ...madeUp, name: "accuracy-ports", title: "flow-pair: without flags", log: `${madeUp.log},flags=no`, least: 0.97 },
  {
    ...madeUp,
    name: "accuracy-default",
    title: "flow-pair: default format",
    log: `${madeUp.log},version=2`,
    least: 0.97,
  },
];

const OUTPUT_LIMIT = 2 ** 29;

/** Of several seeds the lowest part counts; each kind of evidence is that of all of them. */
export function accuracy(job) {
  const row = { job: job.title, budget: percent(job.least) };
  try {
    const runs = job.seeds.map((seed) => compared(job, seed));
    const wrong = runs.find(({ differences }) => differences.length > 0);
    if (wrong !== undefined)
      return [
        {
          ...row,
          verdict: `seed ${wrong.seed}: ${wrong.differences.length} of ${wrong.conversations} conversations are not as they were`,
        },
      ];
    const share = Math.min(...runs.map(({ client, conversations }) => client / conversations));
    return [
      { ...row, ratio: percent(share), verdict: share >= job.least ? "met" : "missed" },
      ...[...sums(runs)].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(evidenceRow),
    ];
  } catch (error) {
    return [{ ...row, verdict: `ours failed: ${error.message}` }];
  }
}

function compared(job, seed) {
  const log = `${job.log},seed=${seed}`;
  const answers = recordsOf(`${command("flowlogs-read")} sample:answers,${log}`);
  const pairs = recordsOf(`${command("flowlogs-read")} sample:${log} | ${command("flow-pair")} -q`);
  const asked = answers.filter((it) => it.kind !== "gap" && (job.withSyn !== true || it.syn_logged));
  return { seed, ...compareAnswers(asked, pairs) };
}

function sums(runs) {
  const all = new Map();
  for (const [name, { stated, count, right }] of runs.flatMap(({ byEvidence }) => [...byEvidence])) {
    const known = all.get(name) ?? { count: 0, right: 0 };
    all.set(name, { stated, count: known.count + count, right: known.right + right });
  }
  return all;
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
