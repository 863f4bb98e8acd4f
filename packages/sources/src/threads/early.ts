// A thread that is started before anybody knows what it is to do: it can read after about as long as its program needs to
// understand its call.
import { Worker as NodeThread } from "node:worker_threads";

let early: NodeThread | undefined;

/** The program of a thread that only reads. */
const ownProgram = (): URL => new URL("./thread.js", import.meta.url);

/** It does not keep the process from ending. */
export function startEarly(): void {
  const thread = new NodeThread(ownProgram());
  thread.unref();
  thread.once("error", () => {
    if (early === thread) early = undefined;
  });
  early = thread;
}

/** A thread that only reads: the one that was started early, if nobody has it. */
export function newThread(): NodeThread {
  const thread = early ?? new NodeThread(ownProgram());
  early = undefined;
  thread.ref();
  return thread;
}
