// Questions in the languages of other engines, and the engines that run them.
export { assertAffordable, estimateLines } from "./cost.ts";
export { type EngineParts, engines } from "./engines.ts";
export type * from "./plan.ts";
export type * from "./query.ts";
export { isMissingColumn, LEAVE_OUT } from "./printer/refuse.ts";
export { rowWriter } from "./rows.ts";
