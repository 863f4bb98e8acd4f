// Opens the sink of a format. A format turns the bytes of a source into whole lines of one kind for the worker.
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import type { InputFormat } from "./formatNames.ts";
import type { Sink } from "@flowlogs/base/sink";

/** The sink of a format; the module of a rare one is loaded on demand. */
export async function openFormat(form: InputFormat, worker: ReadWorker, source: Origin): Promise<Sink> {
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
