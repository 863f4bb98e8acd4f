// Which columns the messages of a group have: what the user says, what the flow logs say that write into it, or else the
// default. Where several write into one group, the number of columns tells their records apart.
import { isProblem, parseFormat } from "@flowlogs/core";
import type { FlowLog } from "../ec2.ts";
import { RemoteFault } from "../fault.ts";
import type { Piece } from "./lines.ts";

/** The formats that the messages of a group may have. */
export interface Formats {
  /** By their number of columns; empty when nothing is known, and the default is assumed. */
  readonly byColumns: ReadonlyMap<number, readonly string[]>;
  /** Where that comes from, for --explain. */
  readonly origin: string;
}

/** The only one; undefined when nothing is known or there are several. */
export function onlyFormat({ byColumns }: Formats): readonly string[] | undefined {
  const [first, ...others] = byColumns.values();
  return others.length === 0 ? first : undefined;
}

export function givenFormats(formats: readonly (readonly string[])[]): Formats {
  return { byColumns: new Map(formats.map((format) => [format.length, format])), origin: "given by --format" };
}

export function assumedFormat(why: string): Formats {
  return { byColumns: new Map(), origin: `the default, assumed: ${why}` };
}

/** Throws when the formats cannot be told apart. */
export function formatsOf(flowLogs: readonly FlowLog[]): Formats {
  const byColumns = new Map<number, readonly string[]>();
  const [first] = flowLogs;
  if (first === undefined) return assumedFormat("no flow log writes into the group now");
  for (const { id, format } of flowLogs) {
    const columns = parseFormat(format);
    if (isProblem(columns))
      throw new RemoteFault(`the format of ${id} cannot be read: ${columns.problem}`, "give --format");
    const other = byColumns.get(columns.length);
    if (other !== undefined && other.join() !== columns.join()) {
      const all = [...new Set(flowLogs.map((it) => it.format))].join(" and ");
      throw new RemoteFault(
        `flow logs of different formats write into it, with as many columns: ${all}`,
        "give --format, and --eni or --stream for the interfaces that have it",
      );
    }
    byColumns.set(columns.length, columns);
  }
  return { byColumns, origin: `by ${flowLogs.map(({ id }) => id).join(", ")}` };
}

const [SPACE, NEWLINE] = [0x20, 0x0a];

/** Text with its columns, in pieces where they change. What has those of no format stays where it is, to be reported. */
export function* piecesOf(text: Uint8Array, formats: Formats): Generator<Piece> {
  if (formats.byColumns.size < 2) {
    yield { text, columns: onlyFormat(formats) };
    return;
  }
  let columns = formats.byColumns.get(columnsOf(text, 0, afterLine(text, 0)));
  let from = 0;
  for (let at = 0; at < text.length;) {
    const next = afterLine(text, at);
    const others = formats.byColumns.get(columnsOf(text, at, next)) ?? columns;
    if (others !== columns) {
      if (at > from) yield { text: text.subarray(from, at), columns };
      [columns, from] = [others, at];
    }
    at = next;
  }
  if (from < text.length) yield { text: text.subarray(from), columns };
}

function afterLine(text: Uint8Array, from: number): number {
  const newline = text.indexOf(NEWLINE, from);
  return newline < 0 ? text.length : newline + 1;
}

function columnsOf(text: Uint8Array, from: number, to: number): number {
  let columns = 0;
  let before = SPACE;
  for (let at = from; at < to; at++) {
    const byte = text[at] ?? NEWLINE;
    if (before === SPACE && byte !== SPACE && byte !== NEWLINE) columns++;
    before = byte;
  }
  return columns;
}
