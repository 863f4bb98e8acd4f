// What was read is had again, as long as it is not too much.
import { type Input, InputError } from "@flowlogs/cli";
import { expect, test } from "vitest";
import { RewindableInput } from "./rewindableInput.ts";

/** An input that never ends, of bytes that count up. */
function counting(): Input {
  let next = 0;
  const read = (into: Uint8Array): number => {
    for (let at = 0; at < into.length; at++) into[at] = next++;
    return into.length;
  };
  return { read, readNow: read, close: () => {} };
}

test("all that was read comes again, from the head on, and then the end", () => {
  const input = new RewindableInput(counting(), Uint8Array.of(100, 101));
  const into = new Uint8Array(3);
  input.read(into);
  input.readNow(into);
  const again = input.again();
  const bytes: number[] = [];
  for (let length = 1; length > 0; bytes.push(...into.subarray(0, length))) length = again.read(into);
  expect(bytes).toEqual([100, 101, 0, 1, 2, 3, 4, 5]);
});

test("more than some megabytes are forgotten", () => {
  const input = new RewindableInput(counting(), new Uint8Array(1));
  input.read(new Uint8Array(8 << 20));
  expect(() => input.again()).toThrow(InputError);
});
