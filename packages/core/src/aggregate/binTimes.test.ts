import { expect, test } from "vitest";
import { run } from "../stage/run.fake.ts";
import { groupWorker } from "../stages.ts";
import { parseAggregate } from "./aggregate.ts";

function line(bin: number, start: number): string {
  return `{"bin":${bin},"start":${start}}\n`;
}

// A table for a new bin may make the kernel's memory grow, which takes away the views of it.
test("the own time of a record counts, whether or not its bin is a new one", () => {
  const aggregate = parseAggregate("count()");
  if ("problem" in aggregate) throw new Error(aggregate.problem);
  const options = { by: [{ name: "bin", column: "bin" }], aggregates: [aggregate], late: 1000 };
  for (let bins = 1; bins < 40; bins++) {
    const before = Array.from({ length: bins }, (_, i) => line(60 * i, 0)).join("");
    // The newest record is an hour later: what comes for that bin then is late.
    const { notes } = run(
      (context) => groupWorker(options, context),
      [before + line(60 * bins, 3600 + 60 * bins) + line(60 * bins, 0)],
    );
    expect([bins, ...notes]).toEqual([
      bins,
      "1 record came after its bin was written and is in no group; a longer --late waits for them",
    ]);
  }
});
