// Inflating in the background: damaged data is read again, and no read blocks before the reader has used what is there.
import { gzipSync } from "node:zlib";
import { type Input, InputError } from "@flowlogs/cli";
import { expect, test } from "vitest";
import { damagedAfter, lines } from "./damaged.fake.ts";
import { Inflater } from "./inflate.ts";
import { Remembering } from "./remembering.ts";

/** An input of these bytes, of which `told` hears. Without `isFile` it cannot be told whether there are more. */
function inputOf(bytes: Uint8Array, told: (what: string) => void = () => {}, isFile = true): Input {
  let rest = bytes;
  const read = (into: Uint8Array): number => {
    told("read");
    const part = rest.subarray(0, into.length);
    into.set(part);
    rest = rest.subarray(part.length);
    return part.length;
  };
  return { read, readNow: (into) => (isFile ? read(into) : undefined), close: () => told("close") };
}

/** All that comes out, and the fault. */
async function drained(inflater: Inflater): Promise<{ output: string; fault: string }> {
  const output: Uint8Array[] = [];
  let fault = "";
  try {
    for (let chunk = await inflater.next(() => {}); chunk; chunk = await inflater.next(() => {})) output.push(chunk);
  } catch (error) {
    fault = error instanceof Error ? error.message : "";
  }
  inflater.close();
  return { output: Buffer.concat(output).toString(), fault };
}

const nothing = new Uint8Array(0);
const damaged = damagedAfter(lines);
const whole = { output: lines, fault: "the gzip data is damaged (invalid block type)" };

test("damage in the middle: a file is read again, for every byte before it", async () => {
  const inflater = new Inflater({ input: damagedFile(), head: nothing, isOnce: false, again: damagedFile });
  expect(await drained(inflater)).toEqual(whole);
});

test("what came through a pipe is remembered to the same end", async () => {
  const head = damaged.subarray(0, 1000);
  const input = new Remembering(inputOf(damaged.subarray(1000), undefined, false), head);
  expect(await drained(new Inflater({ input, head, isOnce: true, again: () => input.again() }))).toEqual(whole);
});

test("data that cannot be had again ends with the fault of the first reading", async () => {
  const inflater = new Inflater({ input: inputOf(damaged), head: nothing, isOnce: true, again: gone });
  const { output, fault } = await drained(inflater);
  expect(fault).toBe(whole.fault);
  expect(lines.startsWith(output)).toBe(true);
});

function damagedFile(): Input {
  return inputOf(damaged);
}

function gone(): Input {
  throw new InputError("gone");
}

test("a read that may block waits until the reader has used what is there", async () => {
  const happened: string[] = [];
  const input = inputOf(gzipSync("second"), (what) => happened.push(what), false);
  const inflater = new Inflater({ input, head: gzipSync("first"), isOnce: true, again: () => input });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(happened).toEqual([]);
  for (let chunk; (chunk = await inflater.next(() => happened.push("idle"))) !== undefined;) {
    happened.push(Buffer.from(chunk).toString());
  }
  expect(happened).toEqual(["first", "idle", "read", "second", "idle", "read"]);
  inflater.close();
});

test("however much comes of little, only some of it waits", async () => {
  const bomb = gzipSync(new Uint8Array(64 << 20));
  const inflater = new Inflater({ input: inputOf(bomb), head: nothing, isOnce: false, again: () => inputOf(bomb) });
  const before = process.memoryUsage().arrayBuffers;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  expect((await drained(inflater)).output.length).toBe(64 << 20);
});
