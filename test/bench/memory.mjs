// Peak memory of one command while a stream of at least 2 GB goes through it, made by sending the same file again and again.
import { statSync } from "node:fs";
import { observed } from "./measure.mjs";
import { filled } from "./script.mjs";

const STREAM_BYTES = 2e9;

export async function memory(job, data) {
  const row = { job: job.title, budget: `${job.most} MB` };
  try {
    const times = Math.ceil(STREAM_BYTES / statSync(data.file(job.input)).size);
    const source = `for turn in $(seq ${times}); do cat {${job.input}}; done`;
    const run = (prefix) => filled(`{ ${source}; } | ${job.run} > /dev/null`, data, { prefix });
    const { megabytes } = await observed(run);
    return [{ ...row, ours: { megabytes }, verdict: megabytes < job.most ? "met" : "missed" }];
  } catch (error) {
    return [{ ...row, verdict: `ours failed: ${error.message}` }];
  }
}
