// The topic "times": points in time, lengths of time and zones, as options and expressions take them.
import type { Topic } from "@flowlogs/base/topic";

export const timesTopic: Topic = {
  name: "times",
  brief: "times, lengths of time and time zones",
  sections: [
    {
      title: "Times",
      prose:
        "In UTC, unless they have an offset or --tz names a zone. A time that --end or --to names is not included.",
      rows: [
        [["2026-11-20T10:00:00Z", "2026-11-20 10:00", "20261120T1000Z"], "ISO 8601; seconds may have a fraction"],
        ["2026-11-20T10:00+01:00", "with an offset from UTC"],
        [["2026-11-20", "20261120"], "midnight of a day"],
        [["2026-11", "2026"], "the beginning of a month or a year"],
        ["1795168800", "epoch seconds (9 or 10 digits)"],
        ["1795168800000", "epoch milliseconds (12 or 13 digits)"],
        ["now", "the time at which the command started"],
        [["today", "yesterday"], "the last midnight, and the one before"],
        [["2h", "30m ago", "1mo"], "that long before now"],
      ],
    },
    {
      title: "Lengths of time",
      rows: [
        [["500ms", "30s", "5m", "1h", "1d", "1w"], "milliseconds to weeks; weeks start on Monday"],
        [["1mo", "1q", "1y"], "months, quarters and years of the calendar"],
        ["1h30m", "several units; not with months, quarters and years"],
      ],
    },
    {
      title: "Time zones",
      rows: [[["Europe/Berlin", "UTC"], "names of the IANA database, with daylight saving time"]],
    },
  ],
  words: ["now", "today", "yesterday", "1h", "24h", "7d"],
};
