// One race: ours and its peers answer the same question, the answers are compared, then all run in turn, round after round.
import { rmSync } from "node:fs";
import { difference } from "./answers.mjs";
import { captured, observed, timed } from "./measure.mjs";
import { filled, lacking } from "./script.mjs";

/** The rows of the table for one job of `RACES`. */
export async function race(job, data, rounds) {
  const contenders = [{ name: "ours", ...job.ours }, ...job.peers];
  for (const contender of contenders) await tryOut(contender, job, data);
  const runners = contenders.filter((contender) => contender.problem === undefined);
  for (let round = 0; round < (job.rounds ?? rounds); round++) {
    for (const runner of runners) await timeOnce(runner, job, data);
  }
  const [ours, ...peers] = contenders;
  const rows = peers.map((peer) => comparison(job, ours, peer));
  if (job.perGroup && ours.problem === undefined) rows.push(await groupSize(job, ours, data));
  for (const { name } of contenders) rmSync(data.output(`${job.name}-${name}`), { force: true });
  return rows;
}

/** Runs a contender once, untimed: warms the page cache, takes its memory and its answer, or what is wrong with it. */
async function tryOut(contender, job, data) {
  contender.seconds = [];
  contender.problem = lacking(contender.run);
  if (contender.problem !== undefined) return;
  try {
    const { stdout, megabytes } = await observed((prefix) => scriptOf(contender, job, data, prefix));
    contender.megabytes = megabytes;
    const check = contender.check && filled(contender.check, data, { out: `${job.name}-${contender.name}` });
    contender.answer = job.answer(check ? await captured(check) : stdout);
  } catch (error) {
    contender.problem = `failed: ${error.message}`;
  }
}

async function timeOnce(contender, job, data) {
  try {
    contender.seconds.push(await timed(scriptOf(contender, job, data)));
  } catch (error) {
    contender.problem = `failed: ${error.message}`;
  }
}

function scriptOf(contender, job, data, prefix) {
  return filled(contender.run, data, { prefix, out: `${job.name}-${contender.name}` });
}

function comparison(job, ours, peer) {
  const row = { job: job.title, ours: figures(ours), peer: peer.name, peers: figures(peer), budget: budgetText(peer) };
  if (ours.problem !== undefined) return { ...row, verdict: `ours ${ours.problem}` };
  if (peer.problem !== undefined) return { ...row, verdict: peer.problem };
  if (ours.answer === "" || ours.answer !== peer.answer)
    return { ...row, verdict: difference(ours.answer, peer.answer) };
  const ratio = row.ours.seconds / row.peers.seconds;
  const met = peer.faster ? 1 / ratio >= peer.faster : ratio <= peer.most;
  const text = peer.faster ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2);
  if (row.budget === "none") return { ...row, ratio: text, verdict: "reported" };
  return { ...row, ratio: text, verdict: met ? "met" : "missed" };
}

function budgetText({ most, faster }) {
  if (most === undefined && faster === undefined) return "none";
  return faster ? `1/${faster}` : most.toFixed(2);
}

function figures({ seconds, megabytes }) {
  return { seconds: median(seconds), megabytes };
}

/** What a group costs: the peak above that of the same command with nothing to do. */
async function groupSize(job, ours, data) {
  const idle = await observed((prefix) => filled(job.perGroup.idle, data, { prefix }));
  const groups = Number(JSON.parse(ours.answer)[0]);
  const bytes = ((ours.megabytes - idle.megabytes) * 2 ** 20) / groups;
  const verdict = bytes <= job.perGroup.most ? "met" : "missed";
  return { job: "  bytes a group", ratio: bytes.toFixed(0), budget: String(job.perGroup.most), verdict };
}

function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}
