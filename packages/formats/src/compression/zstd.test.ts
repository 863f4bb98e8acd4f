// Zstd data in all its forms, cut off and damaged in every place. It was written by zstd itself (test/fixtures).
import { readFileSync } from "node:fs";
import { type Input, InputError } from "@flowlogs/cli";
import { expect, test } from "vitest";
import { ArchiveInput } from "./decoder.ts";
import { DamagedData } from "./errors.ts";
import { openFzstd } from "./fzstd.ts";
import { openNodeZstd } from "./nodeZstd.ts";
import { type BlockDecoder, ZstdDecoder } from "./zstd.ts";

const fixtures = new URL("../../../../test/fixtures/", import.meta.url);
const fixture = (name: string): Buffer => readFileSync(new URL(name, fixtures));
/** A text of several blocks, and the same in one frame with a checksum, which is zstd's default. */
const text = Array.from({ length: 20_000 }, (_, i) => `${(i % 1000) * 7919} ${i}\n`).join("");
const frame = fixture("blocks.zst");
/** Without a checksum, and without a size of the content, as zstd writes what comes through a pipe. */
const piped = fixture("piped.zst");
const remark = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

/** Those that there are on this Node; a new one for each archive. */
const engines: [name: string, open: () => Promise<BlockDecoder>][] = [["fzstd", openFzstd]];
if (openNodeZstd() !== undefined) engines.push(["node", async () => openNodeZstd() ?? (await openFzstd())]);

/** An input of these bytes, at most `most` in a read. */
function inputOf(bytes: Uint8Array, most: number): Input {
  let rest = bytes;
  const next = (into: Uint8Array): number => {
    const part = rest.subarray(0, Math.min(most, into.length));
    into.set(part);
    rest = rest.subarray(part.length);
    return part.length;
  };
  return { read: next, readNow: next, close: () => {} };
}

function gone(): Input {
  throw new InputError("gone");
}

test.each(engines)("%s: an engine reads every form and finds every fault", async (_, open) => {
  async function read(bytes: Uint8Array, most = 1 << 20): Promise<{ output: string; fault: string }> {
    const blocks = await open();
    const archive = { input: inputOf(bytes, most), head: new Uint8Array(0), again: gone };
    const input = new ArchiveInput(archive, (supply) => new ZstdDecoder(supply, blocks));
    const output: Uint8Array[] = [];
    const into = new Uint8Array(10_000);
    try {
      for (let length = input.read(into); length > 0; length = input.read(into)) output.push(into.slice(0, length));
    } catch (error) {
      if (!(error instanceof DamagedData)) throw error;
      return { output: Buffer.concat(output).toString(), fault: error.message };
    }
    return { output: Buffer.concat(output).toString(), fault: "" };
  }

  const good = { output: text, fault: "" };
  expect(await read(new Uint8Array(0))).toEqual({ output: "", fault: "" });
  expect(await read(frame)).toEqual(good);
  expect(await read(frame, 1)).toEqual(good);
  expect(await read(piped, 7)).toEqual(good);
  expect(await read(Buffer.concat([remark, frame, remark, remark, piped, frame]), 100)).toEqual({
    output: text.repeat(3),
    fault: "",
  });
  expect(await read(Buffer.concat([frame, Buffer.from("more\n")]))).toEqual({
    output: text,
    fault: "5 bytes after the zstd data are not zstd",
  });
  const wrong = Buffer.from(frame);
  wrong.writeUInt8(255 - wrong.readUInt8(wrong.length - 1), wrong.length - 1);
  expect(await read(wrong)).toEqual({ output: text, fault: "the zstd data is damaged (incorrect checksum)" });

  // Cut off anywhere: the output is right as far as it goes, never shorter than before, and there is an error.
  let before = 0;
  for (let length = 4; length < frame.length; length += 1 + (length >> 6)) {
    const { output, fault } = await read(frame.subarray(0, length));
    expect(fault).toBe("the zstd data is cut short");
    expect(text.startsWith(output)).toBe(true);
    expect(output.length).toBeGreaterThanOrEqual(before);
    before = output.length;
  }
  expect(before).toBe(1 << 17); // all but the last block

  // A flipped bit anywhere: an error, or the same text (some bits have no meaning).
  for (let at = 4; at < frame.length; at += 1 + (at >> 5)) {
    const flipped = Buffer.from(frame);
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
    const { output, fault } = await read(flipped);
    expect(fault === "" ? output : text).toBe(text);
  }
});

test("what takes more memory than usual is refused, before it is taken", async () => {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x98]); // a window of 2^29 bytes
  const blocks = await openFzstd();
  const archive = { input: inputOf(header, 100), head: new Uint8Array(0), again: () => inputOf(header, 100) };
  const input = new ArchiveInput(archive, (supply) => new ZstdDecoder(supply, blocks));
  expect(() => input.read(new Uint8Array(10))).toThrow(/512 MiB of memory, more than the usual 128/);
});
