// Recognises by their keys the objects in which AWS wraps log lines: events as the CLI prints them, envelopes of subscriptions,
// the events of Lambda and Kinesis, and objects of Firehose.
import { isObject, type JsonObject } from "./jsonText.ts";
import { isQuery } from "./queryRows.ts";

/** All keys that an event may have. */
const eventKeys = new Set(
  (
    "message timestamp ingestionTime eventId id logStreamName logGroupName logGroupIdentifier logStream logGroup " +
    "extractedFields owner"
  ).split(" "),
);

/** Whether the object is a log event: a message with its times, id and stream. */
export function isEvent(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  const isWrapped = typeof value["message"] === "string" || isObject(value["extractedFields"]);
  return isWrapped && keys.every((key) => eventKeys.has(key) || key.startsWith("@"));
}

/** Whether the object contains events, and is not itself a record. */
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
