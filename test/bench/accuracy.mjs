// How often flow-pair says the right client, on made-up logs whose answers are known: where a SYN was logged, and without flags.
import { execFileSync } from "node:child_process";
import { asNdjson, makeConversations } from "../fixtures/conversations.mjs";
import { compareAnswers } from "../fixtures/conversations/compare.mjs";
import { command } from "./commands.mjs";

const CONVERSATIONS = 20_000;
const OUTPUT_LIMIT = 2 ** 28;

export function accuracy(job) {
  const row = { job: job.title, budget: percent(job.least) };
  try {
    const { rows, answers } = makeConversations({ conversations: CONVERSATIONS, version: job.version });
    const output = execFileSync("bash", ["-c", `${command("flow-pair")} -q`], {
      input: asNdjson(rows),
      maxBuffer: OUTPUT_LIMIT,
    });
    const pairs = output.toString().trim().split("\n").map(JSON.parse);
    const asked = job.version < 3 ? answers : answers.filter((it) => it.syn_logged);
    const { conversations, paired, amounts, client } = compareAnswers(asked, pairs);
    if (paired < conversations || amounts < conversations)
      return [{ ...row, verdict: `${conversations - amounts} of ${conversations} conversations are not as they were` }];
    const share = client / conversations;
    return [{ ...row, ratio: percent(share), verdict: share >= job.least ? "met" : "missed" }];
  } catch (error) {
    return [{ ...row, verdict: `ours failed: ${error.message}` }];
  }
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
