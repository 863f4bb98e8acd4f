// Where the records of events come from, by what events, and the envelopes around them, say of it.
import type { Origin } from "@flowlogs/core/stages";
import type { Members } from "./json/jsonText.ts";

/** What an envelope of a subscription says of all its events. */
export function originOfEnvelope({ owner, logGroup, logStream, subscriptionFilters }: Members): Origin {
  const filters = Array.isArray(subscriptionFilters) ? subscriptionFilters.join(",") : undefined;
  return known({ owner, log_group: logGroup, log_stream: logStream, subscription_filter: filters });
}

export function originOfEvent(event: Members): Origin {
  return known({
    log_group: event["logGroupName"] ?? event["logGroupIdentifier"] ?? event["logGroup"],
    log_stream: event["logStreamName"] ?? event["logStream"],
    event_id: event["eventId"] ?? event["id"],
    event_time: seconds(event["timestamp"]),
    ingestion_time: seconds(event["ingestionTime"]),
  });
}

/** Epoch milliseconds as seconds. */
function seconds(time: unknown): number | undefined {
  return typeof time === "number" ? time / 1000 : undefined;
}

/** What is known of it. */
function known(values: Members): Origin {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === "number" || (typeof entry[1] === "string" && entry[1] !== ""),
  );
  return Object.fromEntries(entries);
}
