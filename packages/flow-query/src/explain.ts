// What --explain prints: what each command of a pipeline does, which fields it looks at, what the reader does for others, and
// which commands write only at the end. The commands are opened, so that all their errors are told, and none is run.
import { exit, type FirstLink, type Host, type Link, outlineOf } from "@flowlogs/cli/chain";
import type { PlainCommand } from "@flowlogs/engines";
import type { Answer } from "./languages/compiled.ts";
import { printPipeline } from "./pipeline/print.ts";
import { type Links, withMembers } from "./links.ts";
import { boundOf } from "./rules/boundSort.ts";
import { LEAST_SHARERS } from "@flowlogs/sources/options";
import { type Sharing, sharingOf } from "./rules/groupInThreads.ts";
import { couldPrecedeBin } from "./rules/filterBeforeBin.ts";
import { optimise } from "./rules/optimise.ts";
import { windowFor } from "./rules/windowFromFilter.ts";

interface ThreadValues {
  readonly workers?: number | undefined;
  readonly limit?: number | undefined;
  readonly dedupe?: boolean;
}

export async function explain(
  commands: readonly PlainCommand[],
  links: Links,
  answer: Answer | undefined,
  host: Host,
): Promise<number> {
  const planned = optimise(links);
  const [first, ...others] = planned;
  const isReader = first.command.name === "flowlogs-read";
  const opened = (isReader ? others : planned).map(withoutFile);
  const outline = await outlineOf([first, ...opened], host);
  if (outline === undefined) return exit.usage;
  const isPushed = planned.length < links.length;
  const sharing = answer?.rows === "series" ? inTwoWays : sharingOf(planned);
  const without = isPushed ? 2 : isReader ? 1 : 0;
  const remarks = links.map((link, i): readonly string[] => {
    if (i === 0 && isReader)
      return [
        `threads: ${threadsOf(first.request.values)}; ${remarkOn(sharing, isPushed)}`,
        ...ofReader(first, others.some(hasFile) ? undefined : outline.fields, isPushed ? commands[1] : undefined),
        ...ofWindow(windowFor(links)),
      ];
    if (i === 1 && isPushed) return ["done by flowlogs-read"];
    const worker = outline.workers[i - without];
    const bound = answer?.rows === "series" ? undefined : boundOf(links, i);
    const bounded =
      bound === undefined ? [] : [`keeps no more than ${bound} records, as many as the next command does`];
    const early = couldPrecedeBin(links, i) ? [beforeBin] : [];
    return [...ofWorker(link, worker?.fields, worker?.holds === true), ...bounded, ...early];
  });
  const steps = commands.map((command, i) => {
    const lines = [`${i + 1}. ${printPipeline([command])}`, ...(remarks[i] ?? []).map((text) => `   ${text}`)];
    return `${lines.join("\n")}\n`;
  });
  const both = answer?.rows === "series" ? "The groups are made in all, and by bin, in one pass over the data.\n" : "";
  host.write(new TextEncoder().encode(steps.join("") + both));
  return exit.ok;
}

/** Whether it is a filter with a file for what does not pass: that has all fields. */
function hasFile({ command, request }: Link): boolean {
  const { rest }: { readonly rest?: string } = request.values;
  return command.name === "flow-filter" && rest !== undefined;
}

/** Opening a filter creates that file, and opening flow-write locks the state that it is to commit. */
function withoutFile(link: Link): Link {
  const { command, request } = link;
  const without = hasFile(link)
    ? { rest: undefined }
    : command.name === "flow-write"
      ? { commit: undefined }
      : undefined;
  if (without === undefined) return link;
  return { ...link, request: { ...request, values: withMembers(request.values, without) } };
}

function ofReader(
  { valuesFor }: FirstLink,
  fields: readonly string[] | undefined,
  pushed: PlainCommand | undefined,
): readonly string[] {
  const written = valuesFor === undefined ? "as its options say" : listOf(fields);
  return [
    ...(pushed === undefined ? [] : [`tests the condition of: ${printPipeline([pushed])}`]),
    `fields that it passes on: ${written}`,
  ];
}

/** A summary and a series. */
const inTwoWays: Sharing = { count: 0, why: "they group in two ways" };

const beforeBin = "before flow-bin it would be faster; behind it, flow-bin tells of the records that do not pass too";

function ofWindow(options: string | undefined): readonly string[] {
  if (options === undefined) return [];
  return [
    `reads all files; with ${options} it would leave out those of other times, with what is late or wrong in them`,
  ];
}

/** What is done in threads beside reading: the commands from the second one on. */
function remarkOn({ count, why }: Sharing, isPushed: boolean): string {
  if (why !== undefined) return `the commands after it are in the main thread: ${why}`;
  const last = count + Number(isPushed) + 1;
  const which = last === 2 ? "command 2" : `commands 2 to ${last}`;
  return `${LEAST_SHARERS} or more run ${which} on what they read, and the main thread merges the groups`;
}

function threadsOf({ workers, limit, dedupe }: ThreadValues): string {
  if (limit !== undefined) return "one, because of --limit";
  if (dedupe === true) return "one, because of --dedupe";
  if (workers === undefined) return "one per core for many or large files, which come in their order";
  return workers === 1 ? "one" : `${workers} for several or large files, which come in their order`;
}

function ofWorker(
  { command, request }: Link,
  fields: readonly string[] | undefined,
  holds: boolean,
): readonly string[] {
  const { sorted = false }: { readonly sorted?: boolean } = request.values;
  const barrier = `barrier: ${command.memory.replace(/^streams: /, "")}`;
  const held = command.endsPipeline === true ? command.memory : barrier;
  return [
    `fields that it looks at: ${listOf(fields)}`,
    sorted ? "writes each group at its end" : holds ? held : "streams",
  ];
}

/** Marks of totals and interim results are no fields. */
function listOf(fields: readonly string[] | undefined): string {
  if (fields === undefined) return "all";
  return fields.filter((name) => name !== "total()" && name !== "interim()").join(", ") || "none";
}
