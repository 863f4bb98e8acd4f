// Plans of questions for whoever runs them elsewhere: what a pipeline asks for, and the pipeline that asks for it.
export { planJson } from "./json.ts";
export { strangeOption } from "./given.ts";
export type { PlanLabels } from "./labelPart.ts";
export { type LabelsOf, planOf } from "./planOf.ts";
export { pipelineOf } from "./pipelineOf.ts";
