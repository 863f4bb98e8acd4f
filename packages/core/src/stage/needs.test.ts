import { expect, test } from "vitest";
import { demandOf, missedBy } from "../expression/evaluate/demands.ts";
import { parseExpression } from "../expression/parse/parse.ts";
import { isProblem } from "@flowlogs/base/problem";
import { missingOf } from "./needs.ts";

function missed(text: string, ...there: readonly string[]): string[] {
  const expression = parseExpression(text);
  if (isProblem(expression)) throw new Error(expression.problem);
  return missedBy(demandOf(expression), (name) => there.includes(name));
}

test.each<[text: string, there: readonly string[], missed: readonly string[]]>([
  ["a = 1 and (b > 2 or not c in [3])", ["b"], ["a", "c"]],
  ["a = `b`", [], ["a", "b"]],
  ["bps > 1", ["bytes", "start"], ["end"]],
  ["addr = ::1", ["srcaddr"], ["dstaddr"]],
  ["a + b * 2 > floor(c)", ["c"], ["a", "b"]],
  ["coalesce(a, b, 1) > 2", ["b"], []],
  ["coalesce(a, b, 1) > 2", [], ["a", "b"]],
  ["if(a = 1, b, c) = 2", ["b"], ["a", "c"]],
  ["tcp_flags is null and vpc_id is not null and isempty(region) and a is null", [], ["region", "a"]],
  ["bytes / packets is null", ["bytes"], ["packets"]],
  ["concat(a, 'x', b) like 'y'", ["a"], ["b"]],
])("%s of records with %j lacks %j", (text, there, names) => {
  expect(missed(text, ...there)).toEqual(names);
});

function said(name: string, keys: readonly string[]): string {
  const seen = { lines: 1, records: 1, isThere: () => false, keys: () => keys };
  return missingOf([{ demand: name, isVital: true }], seen, true)
    .map(({ problem: { problem, advice } }) => `${problem}; ${advice}`)
    .join();
}

test.each([
  ["byts", ["bytes", "packets"], 'no record has "byts"; did you mean "bytes"? the keys are bytes and packets'],
  ["bytes", ["a", "sum(bytes)"], 'no record has "bytes"; did you mean "sum(bytes)"? the keys are a and sum(bytes)'],
  ["ports", ["srcport"], 'no record has "ports"; did you mean "srcport"? the only key is srcport'],
  ["addrr", ["x"], 'no record has "addrr"; did you mean "addr"? the only key is x'],
  ["x", [], 'no record has "x"; the records have no keys'],
  ["x-5", ["x"], 'no record has "x-5"; to subtract, put spaces around the "-"; the only key is x'],
])("%s among %j", (name, keys, text) => {
  expect(said(name, keys)).toBe(text);
});

const log = ["version", "srcaddr", "bytes", "start", "log_status"];
const gateway = ["version", "tgw_id", "tgw_attachment_id", "srcaddr"];
const newLog = "to the format of a new flow log";

test.each<[name: string, keys: readonly string[], advice: string]>([
  // Versions are those of AWS's table of fields.
  ["pkt_srcaddr", log, `AWS has this field: add \${pkt-srcaddr} (version 3) ${newLog}; `],
  ["pktSrcAddr", log, `AWS has this field: add \${pkt-srcaddr} (version 3) ${newLog}; `],
  ["flow-direction", log, `AWS has this field: add \${flow-direction} (version 5) ${newLog}; `],
  ["INSTANCE_TAG_2", log, `AWS has this field: add \${instance-tag-2} (version 11) ${newLog}; `],
  ["endTime", log, `AWS has this field: add \${end} (version 2) ${newLog}; `],
  ["flow_direction", [...log, "bin"], `AWS has this field: add \${flow-direction} (version 5) ${newLog}; `],
  ["flow_direction", gateway, `AWS has this field: add \${flow-direction} (version 5) ${newLog}; `],
  ["tgw_src_eni", gateway, `AWS has this field: add \${tgw-src-eni} (version 6) ${newLog}; `],
  ["tgw_src_eni", log, "only flow logs of transit gateways have tgw_src_eni; "],
  ["traffic_path", gateway, "only flow logs of VPCs have traffic_path; "],
  // Merely near a field of AWS; groups of records; other data.
  ["flow_directoin", log, ""],
  ["flow_direction_of_mine", log, ""],
  ["dstport", ["srcaddr", "action", "sum(bytes)"], ""],
  ["region", ["name", "size", "start", "end", "color"], ""],
])("%s, which these records do not have: %j", (name, keys, advice) => {
  const told = said(name, keys);
  expect(told.slice(told.indexOf("; ") + 2, told.indexOf("the keys are"))).toBe(advice);
});

test("several fields that AWS has are one piece of advice", () => {
  const seen = { lines: 1, records: 1, isThere: () => false, keys: () => log };
  const needs = ["vpc_id", "x", "az-id", "tgw_id"].map((demand) => ({ demand, isVital: true }));
  expect(missingOf(needs, seen, true)[0]?.problem.advice).toBe(
    `AWS has these fields: add \${vpc-id} (version 3) and \${az-id} (version 4) ${newLog}; ` +
      "only flow logs of transit gateways have tgw_id; the keys are version, srcaddr, bytes, start and log_status",
  );
});

test("many keys, and long ones, are cut", () => {
  const keys = [...Array.from({ length: 20 }, (_, i) => `key${i}`), "x".repeat(100)];
  expect(said("y".repeat(100), keys)).toBe(
    `no record has "${"y".repeat(40)}..."; the keys are key0, key1, key2, key3, key4, key5, key6, key7, key8 and 12 more`,
  );
});
