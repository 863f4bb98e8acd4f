// What a thread is that reads sources: told its task first, then the sources, one message each. It posts what comes of them.
import { parentPort } from "node:worker_threads";
import { adoptKernelCode } from "@flowlogs/core/stages";
import { Backpressure } from "./backpressure.ts";
import type { Task, ThreadSource } from "./messages.ts";
import { type OpenStages, openReading, type TakeSource } from "./reading.ts";

export type { OpenStages, StageChain, StatesTaker } from "./reading.ts";

/** Reads what the pool sends. `open`: of the commands of the pool's task. */
export function runThread(open?: OpenStages): void {
  const port = parentPort;
  if (port === null) throw new Error("this file is run as a thread of flowlogs-read");
  let take: TakeSource | undefined;
  let turn = Promise.resolve();
  port.on("message", (message: Task | ThreadSource | undefined) => {
    const taking = take;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- readerThread.ts sends the task before the sources
    if (taking === undefined) take = begin(message as Task);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    else turn = turn.then(async () => await takeNext(taking, message as ThreadSource | undefined));
  });

  function begin(task: Task): TakeSource {
    adoptKernelCode(task.code);
    const backpressure = new Backpressure(task.backpressure);
    return openReading(task, backpressure, (packet, memory) => port?.postMessage(packet, [memory]), open);
  }

  async function takeNext(taking: TakeSource, source: ThreadSource | undefined): Promise<void> {
    await taking(source);
    if (source === undefined) port?.close();
  }
}
