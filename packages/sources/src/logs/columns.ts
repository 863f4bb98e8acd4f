// Finds the columns of a group's messages: those that the user gives, those of the flow logs that write into it, or else the
// default. Where several flow logs write into one group, the number of columns tells their records apart.
import { isProblem, parseFormat } from "@flowlogs/core";
import type { FlowLog } from "@flowlogs/aws/ec2";
import { RemoteError } from "@flowlogs/base/errors";

/** The formats that the messages of a group may have. */
export interface Formats {
  /** Each with a different number of columns; none when nothing is known, and the default is assumed. */
  readonly known: readonly (readonly string[])[];
  /** Where they come from, for --explain. */
  readonly origin: string;
  /** There may be others that could not be found out. */
  readonly isDoubtful?: boolean;
}

/** The only format; undefined when none is known or there are several. */
export function onlyFormat({ known: [first, ...others] }: Formats): readonly string[] | undefined {
  return others.length === 0 ? first : undefined;
}

export function givenFormats(known: Formats["known"]): Formats {
  return { known, origin: "given by --format" };
}

/** `isDoubtful`: EC2 answered, and its answer could not be read. */
export function assumedFormat(why: string, isDoubtful = false): Formats {
  return { known: [], origin: `the default, assumed: ${why}`, isDoubtful };
}

/** Throws when the formats cannot be told apart. */
export function formatsOf(flowLogs: readonly FlowLog[]): Formats {
  const byColumns = new Map<number, readonly string[]>();
  const [first] = flowLogs;
  if (first === undefined) return assumedFormat("no flow log writes into the group now");
  for (const { id, format } of flowLogs) {
    const columns = parseFormat(format);
    if (isProblem(columns)) return assumedFormat(`the format of ${id} cannot be read: ${columns.problem}`, true);
    const other = byColumns.get(columns.length);
    if (other !== undefined && other.join() !== columns.join()) {
      const all = [...new Set(flowLogs.map((it) => it.format))].join(" and ");
      throw new RemoteError(
        `flow logs with different formats, but the same number of columns, write into it: ${all}`,
        "give --format, and --eni or --stream for the interfaces that have it",
      );
    }
    byColumns.set(columns.length, columns);
  }
  return { known: [...byColumns.values()], origin: `by ${flowLogs.map(({ id }) => id).join(", ")}` };
}
