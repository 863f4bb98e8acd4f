// Runs of a pipeline with a rule of flow-query and without it.
import { isProblem } from "../../packages/base/src/problem.ts";
import { executeChain } from "../../packages/cli/src/chain.ts";
import { exit } from "../../packages/cli/src/exit.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import type { Links } from "../../packages/flow-query/src/links.ts";
import { unconfigured } from "../../packages/flow-query/src/pipeline/configured.ts";
import { parsePipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { messagesOf } from "./randomPipelines.ts";

export type Rule = (links: Links) => Links;

export const asIs: Rule = (links) => links;

export async function linksOf(text: string): Promise<Links> {
  const links = await parsePipeline(text, unconfigured);
  if (isProblem(links)) throw new Error(links.problem);
  return links;
}

export async function ran(text: string, rule: Rule, input: string): Promise<object> {
  const host = memoryHost({ stdin: input });
  const code = await executeChain(rule(await linksOf(text)), host);
  // Of a wrong call only one message comes, that of the command that is opened first.
  return { code, out: host.out(), err: code === exit.usage ? [] : messagesOf(host.err()) };
}

export async function explained(text: string): Promise<string> {
  const host = memoryHost();
  await execute(query, ["--explain", text], host);
  return host.out();
}
