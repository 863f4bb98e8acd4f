// What a form is: the way in which records lie in the bytes of a source. A form is chosen by the first bytes and takes them
// all; what it makes of them, whole lines of one kind, goes to the worker.
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import type { Form } from "./formatNames.ts";

/** Takes the bytes of one source. */
export interface Sink {
  /** Where the next bytes go; never empty; good until the next call. */
  room(): Uint8Array;
  /** That many bytes now stand at the start of room(): what is complete among them is worked off. */
  advance(length: number): void;
  /** Writes the results of all that was worked off. */
  flush(): void;
  /** No further byte can change the output. */
  readonly satisfied: boolean;
  /** What is wrong with the source as a whole, once it has ended; what is good of it came out. */
  readonly damage?: string | undefined;
  /** The source ended; `cutShort`: before its time. */
  endSource(cutShort?: boolean): void;
}

/** The sink of a form. Those that are seldom met are loaded when they are. */
export async function openForm(form: Form, worker: ReadWorker, source: Origin): Promise<Sink> {
  switch (form) {
    case "json": {
      const { JsonSink } = await import("./json/documents.ts");
      return new JsonSink(worker, source);
    }
    case "base64": {
      const { Base64Sink } = await import("./json/base64.ts");
      return new Base64Sink(worker, source);
    }
    case "cli": {
      const { CliTextSink } = await import("./pasted/cliText.ts");
      return new CliTextSink(worker, source);
    }
    case "messages":
    case "timed": {
      const { MessageSink } = await import("./json/messageLines.ts");
      return new MessageSink(worker, form === "timed");
    }
    default:
      worker.use(form);
      return worker;
  }
}
