import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { unwrap } from "../problem.fake.ts";
import { parseGroupKeys } from "./key.ts";

test.each([
  ["srcaddr", ["srcaddr"]],
  ["srcAddr, dst-port", ["srcAddr", "dst-port"]],
  ["srcaddr as from,dstport AS `to port`", ["from=srcaddr", "to port=dstport"]],
  ["srcaddr/24", ["srcaddr/24=srcaddr 24 64"]],
  ["srcAddr / 24 / 48", ["srcAddr/24/48=srcAddr 24 48"]],
  ["srcaddr//56", ["srcaddr//56=srcaddr 32 56"]],
  ["srcaddr/0/0 as all", ["all=srcaddr 0 0"]],
  ["client.ip/16 as net", ["net=client.ip 16 64"]],
  ["`odd/24`", ["odd/24"]],
  ["`odd key`/24", ["odd key/24=odd key 24 64"]],
  ["sum(bytes)", ["sum(bytes)"]],
  ["http.status", ["http.status"]],
  ["floor(bytes/1024) as kb", ["kb==floor(bytes / 1024)"]],
  ["duration", ["duration==duration"]],
  ["`duration`", ["duration"]],
  ["dstport/1000", ["dstport/1000==dstport / 1000"]],
  ["(latency / 1000)", ["(latency/1000)==latency / 1000"]],
  ["upper(action), bytes * 8", ["upper(action)==toupper(action)", "bytes*8==bytes * 8"]],
])("%j", (text, keys) => {
  const shown = unwrap(parseGroupKeys(text)).map(({ name, column, network }) => {
    if (network !== undefined) return `${name}=${network.field} ${network.four} ${network.six}`;
    return name === column ? name : `${name}=${column.replace("\0", "=")}`;
  });
  expect(shown).toEqual(keys);
});

test.each([
  ["dstport,srcaddr/33", '"33" is not a prefix length for IPv4', "33"],
  ["srcaddr/24/129", '"129" is not a prefix length for IPv6', "129"],
  ["srcaddr/x", '"x" is not a prefix length', "x"],
  ["srcaddr/", '"" is not a prefix length', ""],
  ["srcaddr//", '"" is not a prefix length for IPv6', ""],
  ["srcaddr/1/2/3", '"2/3" is not a prefix length', "2/3"],
  ["action/8", "action", "action"],
  ["srcaddr,,dstport", "a field name is missing", ""],
  ["srcaddr, srcaddr", '"srcaddr" is in the list twice', "srcaddr"],
  ["srcaddr/24 as a,dstaddr/24 as a", '"a" is in the list twice', "dstaddr/24 as a"],
])("%j is wrong: %s", (text, problem, fault) => {
  const found = parseGroupKeys(text);
  if (!isProblem(found)) throw new Error("no problem was found");
  expect(found.problem).toContain(problem);
  expect(text.slice(found.from, found.to)).toBe(fault);
});
