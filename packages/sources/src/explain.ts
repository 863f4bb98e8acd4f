// --explain: prints what would be read, without reading it.
import { type SourceContext, visible } from "@flowlogs/cli";
import { SAMPLE, sampleInWords } from "./sample/sample.ts";
import { isRemote } from "./sourceUri.ts";
import type { RemoteReader } from "./remote/reader.ts";
import { findFiles, skipNote, type UnreadableSource, sizeOf } from "./findFiles.ts";
import type { Selection } from "./discovery/selection.ts";

export async function explain(
  sources: readonly string[],
  selection: Selection,
  remote: RemoteReader,
  context: SourceContext,
): Promise<void> {
  const report = (fault: UnreadableSource): void => {
    if (fault.isSkipped === true) context.note(skipNote(fault));
    else context.failed(fault.source, fault.what, fault.advice);
  };
  const write = (text: string): void => context.write(new TextEncoder().encode(text));
  for await (const source of findFiles(sources.length === 0 ? ["-"] : sources, selection, report)) {
    if (isRemote(source)) write(await remote.explain(source));
    else if (source === "-") write("standard input\n");
    else if (source === SAMPLE) write(`${SAMPLE} ${sampleInWords}\n`);
    else write(`${visible(source)}: ${sizeOf(source) ?? "?"} bytes\n`);
  }
  for (const [kind, counts] of Object.entries(selection.counts())) {
    const leftOut = Object.entries(counts).filter(([what]) => !what.endsWith("read"));
    for (const [what, count] of leftOut) {
      write(`left out: ${count} ${count === 1 ? kind.slice(0, -1) : kind}, ${visible(what)}\n`);
    }
  }
}
