// What each engine does of a pipeline, as its dialect says it: all, a part that is finished here, or nothing. No engine is asked.
import { isProblem } from "../../packages/base/src/problem.ts";
import { engines, type EngineKind, type EngineTable } from "../../packages/engines/src/index.ts";
import { fieldType } from "../../packages/engines/src/fieldType.ts";
import { cutFor } from "../../packages/flow-query/src/engine/cut.ts";
import { labelsFor } from "../../packages/flow-query/src/engine/labels.ts";
import { parsePipeline, plainPipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { unconfigured } from "../../packages/flow-query/src/pipeline/configured.ts";
import { listBytes } from "./asked.ts";

export interface Outcome {
  readonly does: "all" | "groups here" | "records here" | "refused";
  readonly why: string;
}

const fields =
  "version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status tcp_flags flow_direction";
const table: EngineTable = {
  name: ["flows"],
  columns: fields.split(" ").map((name) => ({ name, stored: "", type: fieldType(name) })),
  partitions: [],
};

export async function outcomeOf(plan: string, kind: EngineKind): Promise<Outcome> {
  const text = `read | ${plan}`;
  const [links, compiled] = [await parsePipeline(text, unconfigured), plainPipeline(text)];
  const dialect = await engines[kind].dialect?.();
  if (isProblem(links) || isProblem(compiled) || dialect === undefined) throw new Error(text);
  const labelsOf = await labelsFor(links, listBytes);
  const cut = cutFor(dialect, links, compiled.commands, table, { load: listBytes, mayBringRecords: true, labelsOf });
  if (isProblem(cut)) return { does: "refused", why: cut.problem };
  if (cut.rest.length === 0) return { does: "all", why: "" };
  return { does: cut.bringsRecords ? "records here" : "groups here", why: cut.why ?? "" };
}
