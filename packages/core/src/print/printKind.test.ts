import { expect, test } from "vitest";
import { printKindOf } from "./printKind.ts";

test.each([
  ["bytes", "bytes"],
  ["sum(bytes)", "bytes"],
  ["p95(bytes)", "bytes"],
  ["pct(bytes,99.9)", "bytes"],
  ["AVG(bytes)", "bytes"],
  ["variance(bytes)", "number"],
  ["values(dstport)", "text"],
  ["approx_count_distinct(srcaddr)", "count"],
  ["nosuch(bytes)", "text"],
  ["count()", "count"],
  ["count_distinct(srcaddr)", "count"],
  ["packets", "count"],
  ["bps", "rate"],
  ["max(bps)", "rate"],
  ["start", "time"],
  ["min(start)", "time"],
  ["bin", "time"],
  ["bin(5m)", "time"],
  // The sum of times is not a time, and the mean of ports is not a port.
  ["sum(start)", "number"],
  ["avg(dstport)", "number"],
  ["dstPort", "named"],
  ["max(tcp_flags)", "named"],
  ["traffic_path", "named"],
  // What flow-pair makes.
  ["bytes_out", "bytes"],
  ["sum(bytes_in)", "bytes"],
  ["packets_in", "count"],
  ["server_port", "named"],
  ["tcp_flags_out", "named"],
  ["bytes_logged", "text"],
  ["srcaddr", "text"],
  ["mb", "text"],
])("%s has %s", (name, kind) => {
  expect(printKindOf(name).kind).toBe(kind);
});
