// Runs a worker for the tests of this package: chunks of text in, all that comes out of it as text.
import { fakeContext } from "./context.fake.ts";
import type { StageContext } from "./stage.ts";
import type { StageWorker } from "./worker.ts";

export interface Outcome {
  readonly output: string;
  /** Number and reason of each bad line. */
  readonly bad: readonly string[];
  readonly notes: readonly string[];
}

export function run(
  make: (context: StageContext) => StageWorker,
  chunks: readonly string[],
  missing: StageContext["missing"] = () => undefined,
): Outcome {
  const decoder = new TextDecoder();
  const bad: string[] = [];
  const notes: string[] = [];
  let output = "";
  const worker = make(
    fakeContext({
      write: (bytes) => {
        output += decoder.decode(bytes, { stream: true });
      },
      bad: ({ line, reason }) => bad.push(`${line}: ${reason}`),
      note: (text) => notes.push(text),
      missing,
    }),
  );
  for (const chunk of chunks) {
    let bytes = new TextEncoder().encode(chunk);
    while (bytes.length > 0) {
      const room = worker.room();
      const length = Math.min(room.length, bytes.length);
      room.set(bytes.subarray(0, length));
      worker.advance(length);
      bytes = bytes.subarray(length);
    }
  }
  worker.endSource();
  worker.finish();
  return { output, bad, notes };
}
