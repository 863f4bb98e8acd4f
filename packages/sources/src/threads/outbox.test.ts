// What leaves a thread: all of it, in order, in few messages, and none larger than others.
import { expect, test } from "vitest";
import type { Packet } from "./messages.ts";
import { Outbox } from "./outbox.ts";

const bad = (line: number) => ({ kind: "bad", line: { line, reason: "odd", detail: "" } }) as const;

/** An outbox, and what it posts; the memory of a packet is gone once it is posted, as it is between threads. */
function posting(): { outbox: Outbox; packets: Packet[] } {
  const packets: Packet[] = [];
  const outbox = new Outbox((packet, memory) => packets.push(structuredClone(packet, { transfer: [memory] })));
  return { outbox, packets };
}

test("results and other events keep their order", () => {
  const { outbox, packets } = posting();
  const write = (text: string): void => outbox.write(new TextEncoder().encode(text));
  write("one\n");
  write("two\n");
  outbox.add(bad(3));
  write("four\n");
  outbox.send();
  outbox.send();
  write("five\n");
  outbox.send();
  expect(packets.map(({ events }) => events)).toEqual([
    [{ kind: "bytes", from: 0, to: 8 }, bad(3), { kind: "bytes", from: 8, to: 13 }],
    [{ kind: "bytes", from: 0, to: 5 }],
  ]);
  expect(packets.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(["one\ntwo\nfour\n", "five\n"]);
});

test("much goes in several messages, byte for byte", () => {
  const { outbox, packets } = posting();
  const written = Uint8Array.from({ length: 1_000_000 }, (_, at) => at % 251);
  for (let at = 0; at < written.length; at += 99_999) outbox.write(written.subarray(at, at + 99_999));
  outbox.send();
  expect(packets.length).toBe(4);
  expect(Buffer.concat(packets.map(({ bytes }) => bytes)).equals(written)).toBe(true);
});

test("many words go in several messages", () => {
  const { outbox, packets } = posting();
  for (let line = 0; line < 1000; line++) outbox.add(bad(line));
  outbox.send();
  expect(packets.length).toBe(4);
  expect(packets.flatMap(({ events }) => events)).toEqual(Array.from({ length: 1000 }, (_, line) => bad(line)));
});
