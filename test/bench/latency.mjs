// How long a line takes through a pipeline that is up and idle: one line to warm it, then a line at a time, each timed
// from its write to its arrival, with no more input behind it.
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { filled } from "./script.mjs";

const LINE =
  "2 123456789010 eni-1235b8ca123456789 192.0.2.1 10.0.0.5 443 49152 6 10 840 1439387263 1439387264 ACCEPT OK\n";
const TIMED_LINES = 11;
const PATIENCE_MILLISECONDS = 10_000;

export async function latency(job, data) {
  const row = { job: job.title, budget: `${job.most} ms` };
  const child = spawn("bash", ["-c", filled(job.run, data)], { stdio: ["pipe", "pipe", "ignore"] });
  // A pipeline that dies early closes the pipe under our write; the missing answer is reported, not the signal.
  child.stdin.on("error", () => {});
  const output = child.stdout[Symbol.asyncIterator]();
  try {
    await answerTo(child, output);
    const taken = [];
    for (let line = 0; line < TIMED_LINES; line++) {
      await pause(20);
      taken.push(await answerTo(child, output));
    }
    const milliseconds = Math.max(...taken);
    return [{ ...row, ratio: `${milliseconds.toFixed(1)} ms`, verdict: milliseconds <= job.most ? "met" : "missed" }];
  } catch (error) {
    return [{ ...row, verdict: `ours failed: ${error.message}` }];
  } finally {
    child.stdin.end();
    child.stdout.destroy();
  }
}

async function answerTo(child, output) {
  const started = performance.now();
  child.stdin.write(LINE);
  const { done } = await Promise.race([output.next(), pause(PATIENCE_MILLISECONDS, { done: "late" }, { ref: false })]);
  if (done === "late") throw new Error(`no line came out within ${PATIENCE_MILLISECONDS / 1000} s`);
  if (done) throw new Error("the pipeline ended");
  return performance.now() - started;
}
