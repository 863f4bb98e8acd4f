// How fast a log group is read when nobody waits for the service: from a server that answers at once (cloudwatch-server.mjs).
// Beside it stands what flowlogs-reader was measured at. A second row is about our processor time alone, without that of a
// start, as the server and other programs take part in the wall clock.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { command } from "./commands.mjs";
import { captured, observed } from "./measure.mjs";

const SERVER = join(dirname(fileURLToPath(import.meta.url)), "cloudwatch-server.mjs");
const [START, SECONDS] = [1_700_000_000, 3600];

export async function cloudwatch(job, rounds) {
  const server = spawn(process.execPath, [SERVER, String(job.events)], { stdio: ["ignore", "pipe", "inherit"] });
  const row = { job: job.title, peer: job.peer.name, budget: "none" };
  try {
    const url = await new Promise((resolve, reject) => {
      server.stdout.once("data", (bytes) => resolve(String(bytes).trim()));
      server.once("exit", () => reject(new Error("the server ended")));
    });
    const wanted = await observed((prefix) => `${reading(url, START, prefix)} | wc -l`);
    if (Number(wanted.stdout) !== job.events) throw new Error(`${Number(wanted.stdout)} records came out`);
    const [times, starts] = [[], []];
    for (let round = 0; round < rounds; round++) {
      times.push(await spent(reading(url, START)));
      starts.push(await spent(reading(url, START - 2 * SECONDS)));
    }
    return rowsOf(job, row, { times, starts, megabytes: wanted.megabytes });
  } catch (error) {
    return [{ ...row, verdict: `ours failed: ${error.message}` }];
  } finally {
    server.kill();
  }
}

function rowsOf(job, row, { times, starts, megabytes }) {
  const peers = { seconds: job.events / job.peer.perSecond };
  const seconds = median(times.map(({ wall }) => wall));
  const processor = median(times.map(({ busy }, round) => busy - starts[round].busy));
  const met = peers.seconds / processor >= job.faster;
  return [
    { ...row, ours: { seconds, megabytes }, peers, ratio: ratioOf(seconds, peers), verdict: "reported" },
    {
      ...row,
      job: "  processor, start aside",
      ours: { seconds: processor },
      peers,
      ratio: ratioOf(processor, peers),
      budget: `1/${job.faster}`,
      verdict: met ? "met" : "missed",
    },
  ];
}

function ratioOf(seconds, peers) {
  return `1/${(peers.seconds / seconds).toFixed(1)}`;
}

/** Reads an hour of the group, which has nothing in another one. */
function reading(url, from, prefix = "") {
  const world = `AWS_ENDPOINT_URL=${url} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  const words = `cwl:flows --start ${from} --end ${from + SECONDS} --format default --rate 100000 --fields bytes`;
  return `env ${world} ${prefix}${command("flowlogs-read")} ${words}`;
}

/** Seconds on the wall, and those of the processor. */
async function spent(script) {
  const told = await captured(`TIMEFORMAT='%R %U %S'; { time ${script} > /dev/null; } 2>&1`);
  const [wall, user, system] = told.trim().split(" ").map(Number);
  return { wall, busy: user + system };
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}
