// What --explain prints of a question for an engine: its text, what it reads and costs, and what is finished here.
import { printPipeline } from "../pipeline/print.ts";
import type { EngineCut } from "./cut.ts";

export function explainLines({ query, rest, why }: EngineCut, estimate: readonly string[]): string {
  const here = [...(query.rest?.commands ?? []), ...rest];
  const reason = query.rest?.why ?? why;
  const lines = [
    `${query.engine} is asked:`,
    ...query.text.split("\n").map((line) => `   ${line}`),
    ...query.notes,
    ...estimate,
    ...(here.length === 0 ? [] : [`done here with its rows: ${printPipeline(here)}`]),
    ...(here.length === 0 || reason === undefined ? [] : [`   because ${reason}`]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
