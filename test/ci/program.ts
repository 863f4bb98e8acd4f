// What a program that uses the commands as streams is checked against: the types as they are published, by the TypeScript that
// users have (npm run check:users), with both ways of finding modules.
import { pipeline } from "node:stream/promises";
import { isProblem, parseExpression } from "@flowlogs/core";
import { bin, type BinOptions } from "@flowlogs/bin";
import { command, filter } from "@flowlogs/filter";
import { format } from "@flowlogs/fmt";
import { FlowlogsError, group, type GroupOptions } from "@flowlogs/group";
import { top } from "@flowlogs/top";
import { parse, read } from "@flowlogs/read";

const inTokyo: BinOptions = { size: "5m", tz: "Asia/Tokyo", spread: true };
const bySource: GroupOptions = { by: ["srcaddr"], aggregates: ["sum(bytes)"], totals: true, maxMemory: "1G" };

await pipeline(
  read(["logs/", "cwl:group"], {
    start: new Date(0),
    end: 1_700_000_000,
    fields: ["srcaddr"],
    endpointUrl: "x",
    follow: true,
  }),
  filter("action = REJECT", { strict: true, onBadLine: ({ line, byte }) => console.error(line, byte) }),
  bin(inTokyo),
  group(bySource),
  top({ count: 10, by: "sum(bytes)" }),
  format({ output: "csv", fields: ["srcaddr"] }),
  process.stdout,
);
process.stdin
  .pipe(parse({ limit: 3 }))
  .pipe(bin("5m", { at: "end" }))
  .pipe(format())
  .pipe(process.stdout);

try {
  for await (const { srcaddr, bytes } of read("logs/").records()) if (typeof bytes === "number") console.log(srcaddr);
} catch (error) {
  if (error instanceof FlowlogsError) console.error(error.code === "bad-lines", error.position?.line);
}

const expression = parseExpression("bytes > 1k");
const kind: string = isProblem(expression) ? expression.problem : expression.kind;
const name: string = command.name;
console.error(kind, name);

// @ts-expect-error -- an expression is a text
filter(1);
// @ts-expect-error -- an expression, or a file with one
filter();
// @ts-expect-error -- no format has this name
format({ output: "cvs" });
// @ts-expect-error -- no option has this name
format({ colour: "never" });
// @ts-expect-error -- nor this one
top({ cuont: 3 });
// @ts-expect-error -- a switch is true or false
top({ least: "yes" });
// @ts-expect-error -- a bin has a size
bin({ tz: "UTC" });
// @ts-expect-error -- a field has a name
read("logs/", { fields: [1] });
// @ts-expect-error -- an option of sources, not of lines
parse({ endpointUrl: "x" });
