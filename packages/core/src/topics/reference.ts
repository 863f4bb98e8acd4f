// What the help of commands refers to: all topics about records, and the schemas of their fields.
import type { Reference } from "@flowlogs/base/topic";
import { aggregatesTopic } from "./aggregates.ts";
import { expressionsTopic } from "./expressions.ts";
import { fieldSchemas, fieldsTopic } from "./fields.ts";
import { functionsTopic } from "./functions.ts";
import { timesTopic } from "./times.ts";

const reference: Reference = {
  topics: [fieldsTopic, expressionsTopic, functionsTopic, aggregatesTopic, timesTopic],
  fields: fieldSchemas,
};
export default reference;
