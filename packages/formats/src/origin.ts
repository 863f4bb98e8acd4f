// The origin of records (--with-source), from events and from the envelopes around them.
import type { Origin } from "@flowlogs/core/stages";
import type { JsonObject } from "./json/jsonText.ts";

/** The origin that an envelope of a subscription gives for all its events. */
export function originOfEnvelope({ owner, logGroup, logStream, subscriptionFilters }: JsonObject): Origin {
  const filters = Array.isArray(subscriptionFilters) ? subscriptionFilters.join(",") : undefined;
  return withoutMissing({ owner, log_group: logGroup, log_stream: logStream, subscription_filter: filters });
}

/** The origin that an event gives for its record. */
export function originOfEvent(event: JsonObject): Origin {
  return withoutMissing({
    log_group: event["logGroupName"] ?? event["logGroupIdentifier"] ?? event["logGroup"],
    log_stream: event["logStreamName"] ?? event["logStream"],
    event_id: event["eventId"] ?? event["id"],
    event_time: seconds(event["timestamp"]),
    ingestion_time: seconds(event["ingestionTime"]),
  });
}

/** Epoch seconds from epoch milliseconds. */
function seconds(time: unknown): number | undefined {
  return typeof time === "number" ? time / 1000 : undefined;
}

/** Without the values that are missing. */
function withoutMissing(values: JsonObject): Origin {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === "number" || (typeof entry[1] === "string" && entry[1] !== ""),
  );
  return Object.fromEntries(entries);
}
