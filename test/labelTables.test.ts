// Tables of labels as they are read, a column at a time, and what the records of addresses and interfaces get from them.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LabelWorker } from "../packages/core/src/label.ts";
import { fakeContext } from "../packages/core/src/stage/context.fake.ts";
import { run } from "../packages/core/src/stage/run.fake.ts";
import { readLabels } from "../packages/flow-label/src/from/readLabels.ts";

/** What each value of a field gets for the first label of the table. */
async function labeled(csv: string, values: readonly string[], field = "srcaddr"): Promise<readonly unknown[]> {
  const source = await readLabels("labels.csv", undefined, fakeContext({ load: () => Buffer.from(csv) }));
  const options = { fields: [field], areNamed: true, all: false, onlyMatched: false, time: "start" };
  const labels = new Map([[field, source.labels.slice(0, 1)]]);
  const { output } = run(
    (context) => new LabelWorker({ ...options, sources: [source], labels, nameOf: () => "label" }, context),
    [values.map((value) => `${JSON.stringify({ [field]: value, start: 1 })}\n`).join("")],
  );
  const lines = output.split("\n").slice(0, -1);
  return lines.map((line) => {
    const { label }: { readonly label: unknown } = JSON.parse(line);
    return label;
  });
}

test.each([
  ["always in force", ""],
  ["in force for a time", "1970-01-01"],
])(
  "the first and the last address, prefixes of all addresses, and those that begin alike or touch, %s",
  async (_, time) => {
    const rows = [
      "255.255.255.255/32,last",
      "0.0.0.0/0,all",
      "0.0.0.0/32,first",
      "10.0.0.0/24,outer",
      "10.0.0.0/32,inner",
      "10.0.0.0/28,middle",
      "10.0.1.0/24,next",
      "::/0,all six",
      "::/128,first six",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,last six",
      "2001:db8:0:0:ffff:ffff:ffff:ffff/128,end",
      "2001:db8:0:1::/64,after",
      "2001:db8::/64,before",
    ];
    const csv = ["cidr,owner,from", ...rows.map((row) => `${row},${time}`), ""].join("\n");
    const expected = {
      "0.0.0.0": "first",
      "0.0.0.1": "all",
      "9.255.255.255": "all",
      "10.0.0.0": "inner",
      "10.0.0.1": "middle",
      "10.0.0.15": "middle",
      "10.0.0.16": "outer",
      "10.0.0.255": "outer",
      "10.0.1.0": "next",
      "10.0.1.255": "next",
      "10.0.2.0": "all",
      "255.255.255.254": "all",
      "255.255.255.255": "last",
      "::": "first six",
      "::1": "all six",
      "2001:db8::": "before",
      "2001:db8::ffff:ffff:ffff:fffe": "before",
      "2001:db8::ffff:ffff:ffff:ffff": "end",
      "2001:db8:0:1::": "after",
      "2001:db8:0:1:ffff:ffff:ffff:ffff": "after",
      "2001:db8:0:2::": "all six",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe": "all six",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "last six",
    };
    expect(await labeled(csv, Object.keys(expected))).toEqual(Object.values(expected));
  },
);

test("prefixes only at one end leave the other one without a label", async () => {
  const csv = "cidr,owner\n255.255.255.255,last\nffff::/16,six\n";
  expect(await labeled(csv, ["255.255.255.254", "255.255.255.255", "fffe::", "ffff::", "0.0.0.0"])).toEqual([
    null,
    "last",
    null,
    "six",
    null,
  ]);
});

test.each([
  ["text", "text"],
  ["12", 12],
  ["0", 0],
  ["-7", -7],
  ["1.5", 1.5],
  // Numbers that come out of a double in another spelling stay as they are.
  ["1.50", "1.50"],
  ["12345678901234567890", "12345678901234567890"],
  ["1e999", "1e999"],
  ['"12"', "12"],
  ["true", "true"],
  ['"a ""b"", c"', 'a "b", c'],
  ['"two\nlines\tand \\"', "two\nlines\tand \\"],
  ["Zürich ☃", "Zürich ☃"],
  ["", null],
  ['""', null],
])("a cell with %s", async (cell, label) => {
  expect(await labeled(`cidr,owner,other\n10.0.0.0/8,${cell},x\n`, ["10.0.0.1"])).toEqual([label]);
});

test("keys with blanks around them, ranges, and mapped addresses", async () => {
  const csv = `cidr,owner\n 10.0.0.0/8 ,a\n"\t11.0.0.1-11.0.0.9",b\n\u00a012.0.0.1\u00a0,c\n::ffff:13.0.0.0/104,d\n`;
  expect(await labeled(csv, ["10.1.1.1", "11.0.0.9", "11.0.0.10", "12.0.0.1", "13.9.9.9"])).toEqual([
    "a",
    "b",
    null,
    "c",
    "d",
  ]);
});

test("more values than there is room for at first, and one that is longer than it", async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `eni-${i},"name ${i % 15_000}"`);
  const long = "é".repeat(1_500_000);
  const csv = ["eni,name", ...rows, `\u00a0eni-odd\u00a0,odd`, ` eni-long ,"${long}"`, ""].join("\n");
  const wanted = [0, 1, 4095, 4096, 14_999, 15_000, 19_999];
  const values = [...wanted.map((i) => `eni-${i}`), "eni-odd", "eni-long", "eni-20000"];
  const names = [...wanted.map((i) => `name ${i % 15_000}`), "odd", long, null];
  expect(await labeled(csv, values, "interface_id")).toEqual(names);
});

test.each([
  ["cidr,owner,from\n10.0.0.0/8,a,\n,b,soon\nx,c,\n", "labels.csv:3: the key is missing"],
  ["cidr,owner,from\n10.0.0.0/8,a,\nx,b,soon\n,c,\n", 'labels.csv:3: "soon" is not a time'],
  ["cidr,owner,from\n10.0.0.0/8,a,\ny,b,\nx,c,soon\n", 'labels.csv:3: "y" is not an address, prefix or range'],
  ["cidr,owner\n10.0.0.1 10.0.0.2,a\n", 'labels.csv:2: "10.0.0.1 10.0.0.2" is not an address, prefix or range'],
  ["cidr,owner\n# one\n\n10.0.0.256,a\n", 'labels.csv:4: "10.0.0.256" is not an address, prefix or range'],
  ["cidr,owner\n17,a\n", 'labels.csv:2: "17" is not an address, prefix or range'],
  ["cidr,owner\n\n#\n", "labels.csv: it has no labels"],
  ["eni,owner\neni-1,a\n,b\n", "labels.csv:3: the key is missing"],
])("the first row that is wrong is told: %j", async (csv, message) => {
  await expect(labeled(csv, [])).rejects.toThrow(message);
});

test("of rows for one interface the one in force counts, and two that are not apart are refused", async () => {
  const rows = ["eni-1,old,,1970-01-01", "eni-1,new,1970-01-01,", "eni-2,same,,", "eni-2,same,,"];
  const csv = ["eni,owner,from,to", ...rows, ""].join("\n");
  expect(await labeled(csv, ["eni-1", "eni-2"], "interface_id")).toEqual(["new", "same"]);
  await expect(labeled(`${csv}eni-2,other,,\n`, ["eni-1"], "interface_id")).rejects.toThrow(
    "labels.csv:6: eni-2 has other labels at labels.csv:5",
  );
});

test("a text without characters is no label in JSON either, and ports are those of both sides", async () => {
  expect(await labeled('{"cidr":"10.0.0.0/8","owner":""}\n{"cidr":"10.0.0.1","owner":"a"}\n', ["10.0.0.2"])).toEqual([
    null,
  ]);
  for (const field of ["srcport", "dstport", "port"])
    expect(await labeled("port,use\n443,web\n", ["443", "80"], field)).toEqual(["web", null]);
});

test.each(["", "1970-01-01"])("ranges that share one address are refused, in force from %j on", async (time) => {
  const csv = `cidr,owner,from\n10.0.0.0-10.0.0.5,a,${time}\n10.0.0.5-10.0.0.9,b,${time}\n`;
  await expect(labeled(csv, ["10.0.0.5"])).rejects.toThrow(
    "labels.csv:3: 10.0.0.5-10.0.0.9 overlaps 10.0.0.0-10.0.0.5 at labels.csv:2 in part",
  );
});

test("a column of Parquet that cannot be read is told", async () => {
  const notes: string[] = [];
  const name = new URL("fixtures/parquet/encrypted-column.parquet", import.meta.url);
  const context = fakeContext({ load: () => readFileSync(name), note: (text) => notes.push(text) });
  await readLabels("labels.parquet", "srcaddr", context);
  expect(notes).toEqual(["labels.parquet: the column bytes is encrypted, and is read as null; decrypt the file first"]);
});
