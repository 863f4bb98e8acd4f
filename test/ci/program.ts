// What a program that uses the commands as streams is checked against: the types as they are published, by the TypeScript that
// users have (npm run check:users), with both ways of finding modules.
import { isProblem, parseExpression } from "@flowlogs/core";
import { bin, type BinOptions } from "flow-bin";
import { command, filter } from "flow-filter";
import { format } from "flow-fmt";
import { group, type GroupOptions } from "flow-group";
import { top } from "flow-top";
import { records } from "flowlogs-read";

const inTokyo: BinOptions = { tz: "Asia/Tokyo", spread: true };
const bySource: GroupOptions = { by: "srcaddr", aggregates: ["sum(bytes)"], totals: true };

process.stdin
  .pipe(records())
  .pipe(filter("action = REJECT"))
  .pipe(bin("5m", inTokyo))
  .pipe(group(bySource))
  .pipe(top({ count: 10, by: "sum(bytes)" }))
  .pipe(format({ output: "csv", fields: ["srcaddr"] }))
  .pipe(process.stdout);

const expression = parseExpression("bytes > 1k");
const kind: string = isProblem(expression) ? expression.problem : expression.kind;
const name: string = command.name;
console.error(kind, name);

// @ts-expect-error -- an expression is a text
filter(1);
// @ts-expect-error -- no format has this name
format({ output: "cvs" });
