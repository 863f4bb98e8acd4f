// What AWS wraps log lines into, told by its keys: events as the CLI prints them, envelopes of subscriptions, the events of
// Lambda and Kinesis, and objects of Firehose.
import { isObject, type Members } from "./jsonText.ts";
import { isQuery } from "./queryRows.ts";

/** All that an event may have beside its message. */
const eventKeys = new Set(
  (
    "message timestamp ingestionTime eventId id logStreamName logGroupName logGroupIdentifier logStream logGroup " +
    "extractedFields owner"
  ).split(" "),
);

/** One line of a log with what is known of it. */
export function isEvent(value: unknown): value is Members {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  const isWrapped = typeof value["message"] === "string" || isObject(value["extractedFields"]);
  return isWrapped && keys.every((key) => eventKeys.has(key) || key.startsWith("@"));
}

/** An object with events in it, and not a record of its own. */
export function isEventDocument(value: unknown): boolean {
  if (!isObject(value)) return false;
  return (
    isEvent(value) ||
    Array.isArray(value["events"]) ||
    Array.isArray(value["logEvents"]) ||
    Array.isArray(value["Records"]) ||
    isObject(value["awslogs"]) ||
    isQuery(value)
  );
}
