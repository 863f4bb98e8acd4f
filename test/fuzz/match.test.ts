// flow-filter --match: values in other spellings, of other kinds, of any length, and lists of any size, in every format.
import { expect, test } from "vitest";
import { fakeContext } from "../../packages/core/src/stage/context.fake.ts";
import { everyRecord, filterWorker } from "../../packages/core/src/stages.ts";
import { readMatchFile } from "../../packages/flow-filter/src/matchFile.ts";
import { feed, linesOf, randomCut, whole } from "./feed.ts";
import { Random, repeat } from "./random.ts";

function matched(list: string, records: readonly string[], { both = false, random = new Random(1) } = {}): string[] {
  const match = readMatchFile("list", both, fakeContext({ load: () => Buffer.from(list) }));
  const cut = records.length > 1000 ? whole : randomCut(random);
  return linesOf(feed((context) => filterWorker(everyRecord, context, { match }), records.join("\n"), cut));
}

interface Case {
  readonly list: string;
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "an address is compared by its bits": {
    list: "srcaddr\n2001:db8::1\n10.0.0.1\n::FFFF:10.0.0.2\n",
    yes: ['"2001:0DB8:0:0:0:0:0:1"', '"2001:db8:0::0.0.0.1"', '"::ffff:10.0.0.1"', '"10.0.0.2"', '"::ffff:a00:2"'].map(
      (value) => `{"srcaddr":${value}}`,
    ),
    no: [
      '"2001:db8::2"',
      '"::10.0.0.1"',
      '"10.0.0.1 "',
      '"10.0.0.1/32"',
      '"010.0.0.1"',
      '"-"',
      '""',
      "null",
      "1",
      "[]",
    ].map((value) => `{"srcaddr":${value}}`),
  },
  "a number is compared by its value": {
    list: "dstport,protocol\n443,6\n53.0,17\n65536,1\n-1,1\n0.5,1\n65579,6\n1e19,6\n",
    yes: [
      '443,"protocol":6',
      '"443","protocol":"6"',
      '443.0,"protocol":6e0',
      '53,"protocol":17',
      '65536.0,"protocol":1',
      '-1e0,"protocol":1',
      '1e19,"protocol":6',
      '0.50,"protocol":1',
    ].map((values) => `{"dstport":${values}}`),
    no: [
      '443,"protocol":17',
      '4430,"protocol":6',
      // The same lower 16 bits as 65579, and as large as 1e19 in 64 bits.
      '43,"protocol":6',
      '2e19,"protocol":6',
      '443.5,"protocol":6',
      '-443,"protocol":6',
      '"x","protocol":6',
      "443",
    ].map((values) => `{"dstport":${values}}`),
  },
  "other values are compared byte for byte": {
    list: '{"account_id":"012345678901","action":"REJECT","rule":1}\n',
    yes: [
      '{"rule":1,"action":"REJECT","account_id":"012345678901"}',
      '{"rule":"1","action":"REJECT","account_id":"012345678901"}',
    ],
    no: [
      '{"rule":1,"action":"reject","account_id":"012345678901"}',
      '{"rule":1,"action":"REJECT","account_id":12345678901}',
      '{"rule":1.0,"action":"REJECT","account_id":"012345678901"}',
      '{"rule":true,"action":"REJECT","account_id":"012345678901"}',
    ],
  },
  "null, a missing value and an empty one match nothing": {
    list: "srcaddr,dstport\n10.0.0.1,22\n",
    yes: ['{"srcaddr":"10.0.0.1","dstport":22}'],
    no: [
      '{"srcaddr":"10.0.0.1","dstport":null}',
      '{"srcaddr":null,"dstport":22}',
      '{"srcaddr":"10.0.0.1"}',
      '{"srcaddr":"10.0.0.1","dstport":""}',
      '{"dstport":22}',
      "{}",
    ],
  },
  "a field that no record has": {
    list: "srcaddr,dstport\n10.0.0.1,22\n",
    yes: [],
    no: ['{"srcaddr":"10.0.0.1"}', '{"srcaddr":"10.0.0.1","srcport":22}'],
  },
  "values that run into each other are others": {
    list: '{"a":"x","b":"yz"}\n{"a":"0","b":"1"}\n',
    yes: ['{"a":"x","b":"yz"}', '{"b":"1","a":"0"}'],
    no: ['{"a":"xy","b":"z"}', '{"a":"xyz","b":""}', '{"a":"yz","b":"x"}'],
  },
  "a text that is longer than all of the list": {
    list: "interface_id\neni-1\n",
    yes: ['{"interface_id":"eni-1"}'],
    no: [`{"interface_id":"eni-1${"x".repeat(100_000)}"}`, '{"interface_id":"eni-"}'],
  },
  "an IPv6 address, and a list of IPv4 addresses": {
    list: "srcaddr\n10.0.0.1\n",
    yes: ['{"srcaddr":"10.0.0.1"}'],
    no: ['{"srcaddr":"2001:db8::1"}', '{"srcaddr":"a00:1::"}'],
  },
  "blanks around the values of CSV": {
    list: 'srcaddr,dstport\n 10.0.0.1 ,22\n" 10.0.0.2 ","23"\r\n',
    yes: ['{"srcaddr":"10.0.0.1","dstport":22}', '{"srcaddr":"10.0.0.2","dstport":23}'],
    no: ['{"srcaddr":"10.0.0.1","dstport":23}'],
  },
  "a byte order mark, and the other names of fields": {
    list: "\ufeffsrcAddr\tdst-port\n10.0.0.1\t22\n",
    yes: ['{"srcaddr":"10.0.0.1","dstport":22}', '{"src_addr":"10.0.0.1","DstPort":22}'],
    no: ['{"srcaddr":"10.0.0.1","dstport":23}'],
  },
};

test.each(Object.entries(cases))("%s", (_, { list, yes, no }) => {
  for (const record of yes) expect(matched(list, [record])).toEqual([record]);
  for (const record of no) expect(matched(list, [...yes.slice(0, 1), record])).toEqual(yes.slice(0, 1));
});

test.each([
  ["srcaddr,dstport\n10.0.0.1,https\n", 'list:2: dstport is a number, and "https" is not'],
  ['{"dstport":1}\n{"dstport":"https"}\n', 'list:2: dstport should be a number, found "https"'],
  ['{"dstport":1}\n{"dstport":true}\n', 'list:2: dstport is a number, and "true" is not'],
  ["srcaddr,dstport\n10.0.0.1,\n", "list:2: dstport is empty"],
  ["srcaddr,action\n10.0.0.1, \n", "list:2: action is empty"],
  ["srcaddr,dstport\n-,1\n", "list:2: srcaddr is empty"],
  ["srcaddr,dstport\n10.0.0.1\n", "list:2: "],
  ['{"srcaddr":"10.0.0.1"}\n{"srcaddr":null}\n', "list:2: srcaddr is empty"],
  ['{"srcaddr":"10.0.0.1"}\n\n{"dstaddr":"10.0.0.1"}\n', "list:3: lines before it have no dstaddr"],
  ['{"a":1,"b":2}\n{"b":2}\n', "list:2: a is empty"],
  ['{"a":[1]}\n', "list:1: a is a list or an object"],
  ['{"srcaddr":"10.0.0.0/8"}\n', 'list:1: "10.0.0.0/8" is not an address'],
  ["", "list: it has nothing to match"],
  ["srcaddr\n", "list: it has nothing to match"],
])("what is wrong with %j is told", (list, problem) => {
  expect(() => matched(list, [])).toThrow(problem);
});

test("lists of thousands, in every format, in either direction", () => {
  const names = ["srcaddr", "dstaddr", "srcport", "dstport", "tag"];
  const object = (row: readonly string[]): string =>
    JSON.stringify(Object.fromEntries(row.map((it, i) => [names[i], it])));
  repeat(6, (random) => {
    const address = (): string => [10, random.below(3), random.below(30), random.below(30)].join(".");
    const port = (): string => String(random.below(9));
    const tuple = (): string[] => [address(), address(), port(), port(), "x".repeat(random.between(1, 20))];
    const tuples = random.times(random.pick([3, 9000]), tuple);
    tuples.push([address(), address(), "1", "2", "y".repeat(random.pick([1, 70_000]))]);
    const records = random.shuffled([...random.times(1500, tuple), ...tuples.slice(-1500)]).map((row) => {
      const [source = "", destination = "", from = "", to = "", tag = ""] = row;
      return random.once(2) ? row : [destination, source, to, from, tag];
    });
    const list = random.pick([
      () => [names, ...tuples.map((row) => row.map((it) => `"${it}"`))].map((row) => `${row.join(",")}\n`).join(""),
      () => [names, ...tuples].map((row) => `${row.join("\t")}\n`).join(""),
      () => tuples.map((row) => `${object(row)}\n`).join(""),
    ]);
    const known = new Set(tuples.map((row) => row.join(" ")));
    const both = random.once(2);
    const expected = records.filter(([source = "", destination = "", from = "", to = "", tag = ""]) => {
      const isListed = known.has([source, destination, from, to, tag].join(" "));
      return isListed || (both && known.has([destination, source, to, from, tag].join(" ")));
    });
    expect(matched(list(), records.map(object), { both, random })).toEqual(expected.map(object));
  });
});
