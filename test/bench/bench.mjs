// Measures the commands against the budgets of the design and against real peers, in the same run: `npm run bench`.
// Exits 1 when a budget is missed, an answer differs or one of our commands fails; a peer that is not installed is only named.
import { parseArgs } from "node:util";
import { ACCURACY, accuracy } from "./accuracy.mjs";
import { cloudwatch } from "./cloudwatch.mjs";
import { benchData } from "./data.mjs";
import { CLOUDWATCH, LATENCY, MEMORY, RACES } from "./jobs.mjs";
import { LABEL_RACES } from "./labelJobs.mjs";
import { latency } from "./latency.mjs";
import { memory } from "./memory.mjs";
import { race } from "./race.mjs";
import { heading, tableRow } from "./table.mjs";

const { lines, rounds, only } = parsed();
const data = benchData(lines);
const tasks = [
  ...[...RACES, ...LABEL_RACES].map((job) => ({ job, run: () => race(job, data, rounds) })),
  ...MEMORY.map((job) => ({ job, run: () => memory(job, data) })),
  ...ACCURACY.map((job) => ({ job, run: () => accuracy(job) })),
  { job: LATENCY, run: () => latency(LATENCY, data) },
  { job: CLOUDWATCH, run: () => cloudwatch(CLOUDWATCH, rounds) },
];

console.log(heading(lines, rounds, data));
for (const task of tasks.filter(({ job }) => job.name.startsWith(only))) {
  for (const row of await task.run()) {
    console.log(tableRow(row));
    if (!["met", "reported"].includes(row.verdict) && !row.verdict.startsWith("not installed")) process.exitCode = 1;
  }
}

function parsed() {
  const values = options();
  const names = [...RACES, ...LABEL_RACES, ...MEMORY, ...ACCURACY, LATENCY, CLOUDWATCH].map((job) => job.name);
  const chosen = values.only ?? "";
  if (!names.some((name) => name.startsWith(chosen)))
    stop(`no job starts with "${chosen}"; there are ${names.join(", ")}`);
  return { lines: whole(values.lines ?? "5000000"), rounds: whole(values.rounds ?? "5"), only: chosen };
}

function options() {
  const text = { type: "string" };
  try {
    return parseArgs({ options: { lines: text, rounds: text, only: text } }).values;
  } catch (error) {
    return stop(error.message);
  }
}

function whole(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) stop(`"${text}" is no count`);
  return number;
}

function stop(reason) {
  console.error(`bench: ${reason}`);
  process.exit(2);
}
