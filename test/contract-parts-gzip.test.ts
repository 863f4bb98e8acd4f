// A large gzip file with members is read in parts by several threads: output, messages, counts and line numbers are those of one
// thread, also where it is damaged, or lines change the columns. Its size is what counts, so most members are only stored.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { file, run, shell } from "./command.ts";

const header =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const swapped = header.replace("srcaddr dstaddr", "dstaddr srcaddr");

function lines(from: number, count: number): string {
  const each = Array.from({ length: count }, (_, n) => {
    const i = from + n;
    if (i % 40_000 === 39_999) return `oops ${i}\n`;
    return `2 123456789010 eni-${i % 7} 10.${i % 250}.0.1 10.1.1.1 ${i % 65_536} 443 6 ${i} ${i * 40} ${1_418_530_010 + i} ${1_418_530_070 + i} ${i % 50 === 0 ? "REJECT" : "ACCEPT"} OK\n`;
  });
  return each.join("");
}

const text = Buffer.from(`${header}\n${lines(0, 130_000)}`);

/** Members of so many bytes of text each, which end in the middle of a line. */
function members(content: Buffer, size: number, level = 0): Buffer {
  const count = Math.ceil(content.length / size);
  const each = Array.from({ length: count }, (_, i) => gzipSync(content.subarray(i * size, (i + 1) * size), { level }));
  return Buffer.concat(each);
}

const whole = members(text, 700_001);
const middle = whole.length >> 1;
const damaged = Buffer.from(whole);
// The length of a stored block, which has its complement after it.
damaged.fill(0xff, middle, middle + 66_000);
const inner = Buffer.from(`${gzipSync(text.subarray(0, 70_000), { level: 0 }).toString("latin1")}\n`, "latin1");
const half = text.indexOf("\n", text.length >> 1) + 1;
const twoHalves = (between: Buffer): Buffer => Buffer.concat([text.subarray(0, half), between, text.subarray(half)]);

const archives: Readonly<Record<string, Buffer>> = {
  members: whole,
  "many small ones, as of bgzip, and its empty one at the end": Buffer.concat([members(text, 65_280), gzipSync("")]),
  "a member cut short": whole.subarray(0, -100_000),
  "a member damaged in the middle": damaged,
  "bytes after the last one": Buffer.concat([whole, Buffer.from("garbage"), members(text.subarray(0, 9000), 3000)]),
  "zeros between them": Buffer.concat([whole, Buffer.alloc(5000), gzipSync(text.subarray(0, 90_000)), Buffer.alloc(9)]),
  "other columns in the second half": members(twoHalves(Buffer.from(`${swapped}\n`)), 700_001),
  "what looks like a member in a large one": Buffer.concat([
    members(twoHalves(Buffer.concat([inner, inner, inner])), text.length),
    members(text, 700_001),
  ]),
};

/** Messages without what differs from run to run. */
function timeless({ out, err, status }: Awaited<ReturnType<typeof run>>): unknown {
  return { out, err: err.replaceAll(/"seconds":[\d.]+/g, ""), status };
}

test.each(Object.entries(archives))("%s", async (name, content) => {
  expect(content.length).toBeGreaterThan(9 << 20);
  const path = file(`${name.replaceAll(/\W/g, "-")}.log.gz`, content);
  const words = ["--where", "action = REJECT", "--fields", "srcaddr,dstaddr,bytes", "--stats=json", "--errors=json"];
  const [one, ...many] = await Promise.all(
    ["1", "2", "4"].map(async (workers) =>
      timeless(await run(["flowlogs-read", path, ...words, "--workers", workers])),
    ),
  );
  expect(one).toMatchObject({ err: expect.stringMatching(/"line":40001,"byte":\d{7}/) });
  for (const other of many) expect(other).toEqual(one);

  const pipeline = `read '${path}' | filter 'bytes > 9' | group --by srcaddr,dstaddr 'sum(bytes)' 'first(start)' 'last(end)' | top 9 --by 'sum(bytes)'`;
  const [alone, shared] = await Promise.all(
    [1, 3].map(async (threads) => await shell(`flow-query --threads ${threads} "${pipeline}"`)),
  );
  expect(alone?.out.length).toBeGreaterThan(500);
  expect(shared).toEqual(alone);
});

test("threads make the states of the parts, where nothing is wrong with them", async () => {
  const path = file("states.log.gz", whole);
  const { err } = await shell(
    `FLOW_DEBUG=1 flow-query --threads 3 "read ${path} | group --by srcaddr 'sum(bytes)'" > /dev/null`,
  );
  expect(err).toContain("wrong number of columns");
  expect(err).not.toContain("debug:");
});
