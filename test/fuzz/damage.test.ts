// Archives and Parquet files that are cut off or have wrong bits, anywhere: they are read up to the fault, which is told,
// never a crash and never a wait; and where a checksum can tell, no wrong record comes without a word.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { execute } from "@flowlogs/cli";
import { memoryHost } from "@flowlogs/cli/memoryHost";
import { command } from "@flowlogs/read";
import { describe, expect, test } from "vitest";
import { Random } from "./random.ts";

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "../fixtures", name));
const log = fixture("v2.log");

interface Form {
  readonly name: string;
  readonly bytes: Buffer;
  /** A checksum covers all that matters. */
  readonly isChecked: boolean;
  /** Lengths at which what is left is whole: between members and frames. */
  readonly ends?: readonly number[];
}

const member = gzipSync(log);
const frames = fixture("multi-frame.log.zst");
/** A skippable frame of five bytes stands before each of the two others. */
const remark = 13;
const second = frames.indexOf(frames.subarray(0, remark), remark);

const forms: readonly Form[] = [
  { name: "gzip", bytes: member, isChecked: true },
  { name: "gzip, two members", bytes: Buffer.concat([member, member]), isChecked: true, ends: [member.length] },
  { name: "gzip, stored", bytes: gzipSync(log, { level: 0 }), isChecked: true },
  { name: "zstd", bytes: frames, isChecked: true, ends: [remark, second, second + remark] },
  { name: "parquet", bytes: fixture("f23.log.parquet"), isChecked: false },
  { name: "parquet of many types", bytes: fixture("types.parquet"), isChecked: false },
  ...["fixed-plain", "decimals", "nulls-lz4", "encrypted-column", "encodings-v2"].map((name) => ({
    name: `parquet, ${name}`,
    bytes: fixture(`parquet/${name}.parquet`),
    isChecked: false,
  })),
];

/** What JavaScript says, and nobody else understands. */
const wordless =
  /undefined|NaN|of null|not a function|not iterable|[Cc]annot (?:read|mix|convert)|[Oo]ffset|[Oo]ut of|Invalid|BigInt|call stack|length of|internal error/;

async function read(stdin: Uint8Array, chunk: number): Promise<{ out: string; err: string; code: number }> {
  const host = memoryHost({ stdin, chunk });
  const code = await execute(command, ["-"], host);
  return { out: host.out(), err: host.err(), code };
}

describe.each(forms)("$name", ({ bytes, isChecked, ends = [] }) => {
  const whole = read(bytes, Infinity);

  /** What is wrong with how damaged bytes are read, if anything is. */
  async function wrong(damaged: Uint8Array, chunk: number): Promise<string[]> {
    const { out, err, code } = await read(damaged, chunk);
    if ((code !== 0 && code !== 3) || (code === 3 && err === "")) return [`status ${code}: ${err}`];
    if (wordless.test(err)) return [`not in words: ${err}`];
    const isSilent = isChecked && err === "" && out !== (await whole).out;
    return isSilent ? [`other records without a word: ${out}`] : [];
  }

  test("cut off anywhere", async () => {
    const found: string[] = [];
    for (let length = 1; length < bytes.length; length += 1 + (length >> 5)) {
      if (!ends.includes(length)) found.push(...(await wrong(bytes.subarray(0, length), 1000)));
    }
    expect(found).toEqual([]);
  });

  test("a bit is wrong, or some bytes are", async () => {
    const random = new Random(bytes.length);
    const found: string[] = [];
    for (let round = 0; round < 100; round++) {
      const damaged = Buffer.from(bytes);
      for (let faults = random.once(3) ? 5 : 1; faults > 0; faults--) {
        const at = random.below(damaged.length);
        damaged[at] = random.once(2) ? random.below(256) : (damaged[at] ?? 0) ^ (1 << random.below(8));
      }
      found.push(...(await wrong(damaged, random.pick([1, 7, 1000, Infinity]))));
    }
    expect(found).toEqual([]);
  });
});

test.each([0x80, 0xff, 0x19])("a Parquet footer of 5 MB that is nothing but the byte %i", async (byte) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(5_000_000);
  const magic = Buffer.from("PAR1");
  const { out, err, code } = await read(Buffer.concat([magic, Buffer.alloc(5_000_000, byte), length, magic]), Infinity);
  expect({ out, code }).toEqual({ out: "", code: 3 });
  expect(err).toContain("the Parquet data is damaged (its footer");
});
