// The languages that flow-query reads besides pipelines, a line each.
import type { Language } from "./compiled.ts";

/** The language that does not become a pipeline: DuckDB runs it (../sql/answer.ts). */
export const SQL = "sql";

/** Loaded where one is used. */
export const languages: Readonly<Record<string, () => Promise<Language>>> = {
  cistern: () => import("./cistern/language.ts"),
  insights: () => import("./insights/language.ts"),
};
