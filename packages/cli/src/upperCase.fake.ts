// A small worker for the tests of this package: it writes lines in capitals, drops "no", reports lines that begin with "bad",
// and throws at "boom". Its room is so small that chunks and lines never fit.

import type { Context, Worker } from "@flowlogs/base/contracts";

/** `wanted`: the number of written lines after which the worker is satisfied. */
export function upperCase(context: Context, wanted = Infinity): Worker {
  const room = new Uint8Array(7);
  const decoder = new TextDecoder();
  const counts = { lines: 0, records: 0, bytes: 0, outRecords: 0, dropped: { unwanted: 0 } };
  let line = 0;
  let rest = "";

  function take(text: string): void {
    line += 1;
    counts.lines += 1;
    if (text === "") return;
    if (text === "boom") throw new Error("it went off");
    if (text.startsWith("bad")) {
      const found = text.slice(4);
      context.bad({
        line,
        reason: found === "" ? "no letter" : "bad letter",
        detail: found === "" ? "" : `found ${found}`,
      });
      return;
    }
    counts.records += 1;
    if (text === "no") {
      counts.dropped.unwanted += 1;
      return;
    }
    counts.outRecords += 1;
    context.write(new TextEncoder().encode(`${text.toUpperCase()}\n`));
  }

  const worker: Worker = {
    room: () => room,
    advance(length) {
      counts.bytes += length;
      const lines = (rest + decoder.decode(room.subarray(0, length), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) if (!worker.satisfied) take(text);
    },
    endSource() {
      if (rest !== "" && !worker.satisfied) take(rest);
      rest = "";
      line = 0;
    },
    leaveSource: () => void (rest = ""),
    flush: () => {},
    finish: () => {},
    get satisfied() {
      return counts.outRecords >= wanted;
    },
    counts: () => counts,
  };
  return worker;
}
