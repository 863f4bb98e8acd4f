// --explain: prints what would be read, without reading it; of Parquet files only the footers.
import { InputError, type RandomInput, type SourceContext, visible } from "@flowlogs/cli";
import { DamagedData } from "@flowlogs/formats/compression/errors";
import { isSample } from "./sample/sample.ts";
import { isRemote } from "./sourceUri.ts";
import type { RemoteReader } from "./remote/reader.ts";
import { findFiles, skipNote, type UnreadableSource, sizeOf } from "./findFiles.ts";
import type { Selection } from "./discovery/selection.ts";
import type { ReadValues } from "./options.ts";
import { isParquet } from "./reader/open.ts";

export async function explain(
  values: ReadValues,
  selection: Selection,
  remote: RemoteReader,
  context: SourceContext,
): Promise<void> {
  const { sources } = values;
  const report = (fault: UnreadableSource): void => {
    if (fault.isSkipped === true) context.note(skipNote(fault));
    else context.failed(fault.source, fault.what, fault.advice);
  };
  const write = (text: string): void => context.write(new TextEncoder().encode(text));
  for await (const source of findFiles(sources.length === 0 ? ["-"] : sources, selection, report)) {
    if (isRemote(source)) write(await remote.explain(source));
    else if (source === "-") write("standard input\n");
    else if (isSample(source)) write((await import("./sample/samples.ts")).explainSample(source));
    else write(`${visible(source)}: ${sizeOf(source) ?? "?"} bytes${await rowGroupsOf(source, values, context)}\n`);
  }
  for (const [kind, counts] of Object.entries(selection.counts())) {
    const leftOut = Object.entries(counts).filter(([what]) => !what.endsWith("read"));
    for (const [what, count] of leftOut) {
      write(`left out: ${count} ${count === 1 ? kind.slice(0, -1) : kind}, ${visible(what)}\n`);
    }
  }
}

/** Of a Parquet file, how many of its row groups may have such records. What is wrong with it is reported by who reads it. */
async function rowGroupsOf(path: string, values: ReadValues, context: SourceContext): Promise<string> {
  let file: RandomInput | undefined;
  try {
    file = sizeOf(path) === undefined ? undefined : context.openRandom(path);
    const head = new Uint8Array(4);
    if (file === undefined || !isParquet(head.subarray(0, file.readAt(head, 0)))) return "";
    const { accessOf } = await import("@flowlogs/formats/parquet/randomAccess");
    const { countRowGroups } = await import("@flowlogs/formats/parquet/outline");
    const { all, needed } = await countRowGroups(accessOf(file), values);
    return `; row groups that may have such records: ${needed} of ${all}`;
  } catch (error) {
    if (error instanceof InputError || error instanceof DamagedData) return "";
    throw error;
  } finally {
    file?.close();
  }
}
