// Names against names: records whose keys are spelled in other ways, each in its own, and questions that are too, have the
// answers of the same records with the names of the table.
import { expect, test } from "vitest";
import { parseAggregate } from "../../packages/core/src/aggregate/aggregate.ts";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { parseExpression } from "../../packages/core/src/expression/parse/parse.ts";
import { canonicalName } from "../../packages/core/src/field.ts";
import { sortKeys } from "../../packages/core/src/rank/keys.ts";
import type { StageContext } from "../../packages/core/src/stage/stage.ts";
import type { StageWorker } from "../../packages/core/src/stage/worker.ts";
import { ndjson } from "../../packages/core/src/print/ndjson.ts";
import { binWorker, filterWorker, formatWorker, groupWorker, topWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf, randomCut, unwrap } from "./feed.ts";
import { type Random, repeat } from "./random.ts";

/** The spellings of some fields, the table's first. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  srcaddr: ["srcaddr", "srcAddr", "src-addr", "SRC_ADDR", "source_address", "sourceAddress"],
  dstport: ["dstport", "dstPort", "DST-PORT", "dest_port", "destPort"],
  bytes: ["bytes", "Bytes", "BYTES"],
  packets: ["packets", "Packets"],
  start: ["start", "startTime", "START", "start-time"],
  end: ["end", "endTime", "End"],
  action: ["action", "Action"],
};
const fields = Object.keys(spellings);

/** Names in braces become one of their spellings. */
function spelled(text: string, random: Random): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => random.pick(spellings[name] ?? [name]));
}

function plain(text: string): string {
  return text.replaceAll(/\{(\w+)\}/g, "$1");
}

type Ask = (text: string) => (context: StageContext) => StageWorker;

const filter: Ask = (text) => (context) => filterWorker(unwrap(parseExpression(text)), context);
const group: Ask = (text) => {
  const [keys = "", ...aggregates] = text.split(";");
  const options = { by: unwrap(parseGroupKeys(keys)), aggregates: aggregates.map((it) => unwrap(parseAggregate(it))) };
  return (context) => groupWorker(options, context);
};
const top: Ask = (text) => {
  const [by = "", per] = text.split(";");
  const keys = unwrap(sortKeys.parse(by)).map(({ value, direction }) => ({ value, descending: direction !== "asc" }));
  const options = { count: 3, keys, per: per === undefined ? [] : [per], share: true, other: true, maxMemory: 1e6 };
  return (context) => topWorker(options, context);
};
const format: Ask = (text) => (context) => formatWorker({ printer: ndjson, fields: text.split(",") }, context);
const bin: Ask = () => (context) => binWorker({ size: { seconds: 60 }, spread: true }, context);

const questions: readonly (readonly [Ask, string])[] = [
  [filter, "{srcaddr} = 10.0.0.1 or {bytes} > 50 and not ({action} = REJECT)"],
  [filter, "duration > 5 or {packets} is null or {bytes} / {packets} > {dstport}"],
  [filter, "bps > 20"],
  [group, "{srcaddr} as s,{dstport} as p;sum({bytes}) as b;earliest({packets}) as e;count({action} = REJECT) as r"],
  [group, "{srcaddr}/24 as net;max({end} - {start}) as d;p50({bytes}) as m"],
  [top, "{bytes},{start} asc"],
  [top, "{bytes} * 2;srcaddr"],
  [format, "{srcaddr},{bytes},{end}"],
  [bin, ""],
];

function randomRecord(random: Random): [string, unknown][] {
  const values: Record<string, unknown> = {
    srcaddr: `10.0.${random.below(2)}.${random.below(3)}`,
    dstport: random.pick([22, 443, null]),
    bytes: random.below(100),
    packets: random.pick([null, random.below(10)]),
    start: 1_795_255_400 + random.below(100),
    end: 1_795_255_500 + random.below(200),
    action: random.pick(["ACCEPT", "REJECT"]),
  };
  const some = random.once(3) ? random.shuffled(fields).slice(0, random.between(1, 7)) : fields;
  return some.map((name) => [name, values[name]]);
}

const json = (members: readonly [string, unknown][]): string =>
  `{${members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}\n`;

/** The line with the table's names; what the rest has none of is the same as null. */
function canonical(line: string): Record<string, unknown> {
  const record: unknown = JSON.parse(line);
  const members = typeof record === "object" && record !== null ? Object.entries(record) : [];
  return Object.fromEntries(
    members.filter(([, value]) => value !== null).map(([key, value]) => [canonicalName(key), value]),
  );
}

test("records and questions in any spelling have the same answers", () => {
  repeat(300, (random) => {
    const [ask, text] = random.pick(questions);
    const all = [
      fields.map((name): [string, unknown] => [name, name === "srcaddr" ? "10.9.9.9" : 1]),
      ...random.times(random.below(40), () => randomRecord(random)),
    ];
    // The record of the rest has what each key comes to: in its records all must be spelled alike.
    const alike = new Map(fields.map((name) => [name, random.pick(spellings[name] ?? [name])]));
    const keyOf = (name: string): string =>
      (ask === top ? alike.get(name) : undefined) ?? random.pick(spellings[name] ?? [name]);
    const renamed = all.map((members) => members.map(([key, value]): [string, unknown] => [keyOf(key), value]));
    const expected = linesOf(feed(ask(plain(text)), all.map(json).join("")));
    const found = linesOf(feed(ask(spelled(text, random)), renamed.map(json).join(""), randomCut(random)));
    expect(found.map(canonical)).toEqual(expected.map(canonical));
  });
});
