// Runs a pipeline and answers with one JSON object: the rows as a summary, and over time as a series, in one pass over the data.
import { type Branch, executeChain, exit, type Host } from "@flowlogs/cli/chain";
import type { Answer } from "../languages/compiled.ts";
import type { Links } from "../links.ts";
import { groupInThreads } from "../rules/groupInThreads.ts";
import { optimise } from "../rules/optimise.ts";
import { AnswerObject, hostFor } from "./answerObject.ts";
import { Narrowing } from "./narrow.ts";
import type { SplitPipeline } from "./split.ts";

type Query = Answer["query"];

/** Answers with the rows of a pipeline. */
export async function answerRows(name: string, links: Links, query: Query, host: Host): Promise<number> {
  const object = new AnswerObject(host);
  const rows = object.list(name);
  const planned = await groupInThreads(optimise(links), host);
  const code = await executeChain(planned, hostFor(host, rows.write, new Set()));
  return finish(code, () => {
    rows.end();
    object.finish(query);
  });
}

/** Answers with a summary and a series. */
export async function answerSeries(split: SplitPipeline, query: Query, host: Host): Promise<number> {
  const object = new AnswerObject(host);
  const [summary, series] = [object.list("summary"), object.list("series")];
  const narrowing = split.isNarrowed ? new Narrowing(split.keys) : undefined;
  let isSummed = false;
  const endSummary = (): void => {
    if (!isSummed) summary.end();
    isSummed = true;
  };
  const said = new Set<string>();
  const summarise = (lines: Uint8Array): void => {
    narrowing?.note(lines);
    summary.write(lines);
  };
  // The summary is written whole before the series: the commands of the first branch are ended first.
  const add = (lines: Uint8Array): void => {
    endSummary();
    series.write(narrowing?.narrow(lines) ?? lines);
  };
  const branches: readonly Branch[] = [
    { links: split.summary, host: hostFor(host, summarise, said) },
    { links: split.series, host: hostFor(host, add, said) },
  ];
  const code = await executeChain(optimise(split.common), host, branches);
  return finish(code, () => {
    endSummary();
    series.end();
    object.finish(query);
  });
}

/** Of a call that is wrong nothing is written, and where nothing can be written nothing more is tried. */
function finish(code: number, write: () => void): number {
  if (code !== exit.usage && code !== exit.output) write();
  return code;
}
