// The report: facts about the machine, then an aligned row for each comparison, printed as soon as it is known.
import { statSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const COLUMNS = [
  { name: "job", width: 28 },
  { name: "ours s", width: 7, right: true },
  { name: "MB", width: 6, right: true },
  { name: "  peer", width: 9 },
  { name: "s", width: 7, right: true },
  { name: "MB", width: 6, right: true },
  { name: "ratio", width: 9, right: true },
  { name: "budget", width: 8, right: true },
  { name: "  verdict", width: 0 },
];

export function heading(lines, rounds, data) {
  const processors = cpus();
  const machine = `${processors.length} cores (${processors[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, node ${process.version}`;
  const { size } = statSync(data.file("log"));
  const reading = `${lines} lines, ${size} bytes of text; medians of ${rounds} alternating rounds; ratio is ours / peer`;
  return [machine, reading, "", aligned(COLUMNS.map(({ name }) => name))].join("\n");
}

export function tableRow({ job, ours, peer = "", peers, ratio = "", budget, verdict }) {
  return aligned([job, ...cells(ours), `  ${peer}`, ...cells(peers), ratio, budget, `  ${verdict}`]);
}

function cells({ seconds, megabytes } = {}) {
  return [Number.isFinite(seconds) ? seconds.toFixed(3) : "", megabytes?.toFixed(0) ?? ""];
}

function aligned(texts) {
  const padded = COLUMNS.map(({ width, right }, index) =>
    right ? texts[index].padStart(width) : texts[index].padEnd(width),
  );
  return padded.join(" ").trimEnd();
}
