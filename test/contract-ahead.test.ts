// What comes out of one large compressed source, which another thread decompresses, is the same as without that thread,
// whatever is wrong with it; and it comes as soon as it can.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { constants, createGzip, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type CommandLine, file, run, shell, start, untilPrinted } from "./command.ts";

/** Lines that do not compress well: 7 MB of them, and 4.5 MB when compressed by `fastest`. */
const header = "srcaddr dstaddr bytes start end";
let state = 1;
function random(): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return state;
}
const lines = Array.from({ length: 170_000 }, () => {
  const [a, b, c] = [random(), random(), random()];
  return `10.${(a >>> 8) & 255}.${(a >>> 16) & 255}.${a >>> 24} 172.${b & 31}.${(b >>> 16) & 255}.7 ${c} ${b} ${a}\n`;
});
const flows = [`${header}\n`, ...lines].join("");
const fastest = { level: constants.Z_BEST_SPEED };
const whole = gzipSync(flows, fastest);
const half = lines.length >> 1;
const members = Buffer.concat([
  gzipSync([`${header}\n`, ...lines.slice(0, half)].join(""), fastest),
  gzipSync(lines.slice(half).join(""), fastest),
]);

function flipped(at: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  return bytes;
}

/** The same frame again and again: more than a read of a pipe. */
const frame = readFileSync(join(import.meta.dirname, "fixtures/multi-frame.log.zst"));
const frames = Buffer.concat(Array.from({ length: Math.ceil(200_000 / frame.length) }, () => frame));

test("the compressed data is large enough for a thread", () => {
  expect(whole.length).toBeGreaterThan(4 << 20);
});

test.each<[what: string, bytes: Buffer, status: number]>([
  ["whole", whole, 0],
  ["in members", members, 0],
  ["cut off", whole.subarray(0, whole.length - 100_000), 3],
  ["damaged early", flipped(1000), 3],
  ["damaged late", flipped(whole.length - 300_000), 3],
  ["with a wrong checksum", flipped(whole.length - 6), 3],
  ["with more behind it", Buffer.concat([whole, Buffer.from("more")]), 3],
  ["zstd", frames, 0],
  ["zstd cut off", frames.subarray(0, -10), 3],
])("%s: from a file and from a pipe as by one thread", async (what, bytes, status) => {
  const name = `${what.replaceAll(" ", "-")}.log.packed`;
  file(name, bytes);
  const command: CommandLine = ["flowlogs-read", name];
  const one = await run([...command, "--workers", "1"]);
  expect(one.status).toBe(status);
  expect(one.out.length).toBeGreaterThan(0);
  expect(await run([...command, "--workers", "2"])).toEqual(one);
  const piped = await shell(`flowlogs-read --workers 2 < <(cat ${name})`);
  const alone = await shell(`flowlogs-read --workers 1 < <(cat ${name})`);
  expect(piped).toEqual(alone);
});

test("what has come is out before the next piece comes", async () => {
  const packed = createGzip();
  const child = start(["flowlogs-read", "--workers", "2"]);
  packed.pipe(child.stdin);
  const last = "10.0.0.1 10.0.0.2 1 2 3\n";
  packed.write([`${header}\n`, ...lines.slice(0, 6000), last].join(""));
  packed.flush();
  await untilPrinted(child, '"bytes":1,"start":2,"end":3}\n');
  packed.end("10.0.0.1 10.0.0.2 4 5 6\n");
  expect(await untilPrinted(child, '"bytes":4,"start":5,"end":6}\n')).not.toContain('"bytes":1,');
});

file("all.log.packed", whole);

test("the thread ends when nobody reads the output any more", async () => {
  const { out } = await shell("flowlogs-read all.log.packed --workers 2 | head -1 | wc -l; echo ${PIPESTATUS[0]}");
  expect(out.split("\n").map((it) => it.trim())).toEqual(["1", "0", ""]);
});
