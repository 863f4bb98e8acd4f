// From a record to a conversation of one record.
import type { Batch } from "../batch.ts";
import { isProblem } from "@flowlogs/base/problem";
import { parseAbsoluteInstant } from "../time/instant.ts";
import type { Amount } from "./amount.ts";
import {
  ACCEPTED,
  type Conversation,
  type FlowDirection,
  ICMP_REQUEST,
  joinWords,
  REJECTED,
  SYN_AND_ACK,
  SYN_WITHOUT_ACK,
} from "./conversation.ts";
import { hasPorts, ICMP, ICMP_SIX, isFirst, keyOf } from "./flowKey.ts";
import { addressAt, amountAt, integerAt, textAt } from "./spanValues.ts";

/** The fields that identify a conversation. */
export const keyFields = ["srcaddr", "dstaddr", "srcport", "dstport", "protocol", "start"] as const;
/** Those whose sums and ends are written. */
export const amountFields = ["end", "packets", "bytes", "action"] as const;
/** Those that tell more where they are there: an interface by the first of three names. */
export const interfaceFields = ["interface_id", "resource_id", "tgw_attachment_id"] as const;
export const otherFields = [
  "tcp_flags",
  ...interfaceFields,
  "flow_direction",
  "pkt_srcaddr",
  "pkt_dstaddr",
  "log_status",
] as const;
const allFields = [...keyFields, ...amountFields, ...otherFields];
type ReadField = (typeof allFields)[number];

/** Why a record belongs to no conversation. */
const NO_TRAFFIC = "NODATA or SKIPDATA";
export const NULL = "null in the key";
export const ODD = "not an address, a port or a time";
export type Misfit = typeof NO_TRAFFIC | typeof NULL | typeof ODD;

const PORT_LIMIT = 65_535;
const MILLISECONDS = 1e11;
const [SYN, PSH, ACK, URG] = [2, 8, 16, 32];
/** The type of an echo request, and how NetFlow writes it into a port: type * 256 + code. */
const echoRequests: ReadonlyMap<number, number> = new Map([
  [ICMP, 8],
  [ICMP_SIX, 128],
]);

export class RecordReader {
  readonly #columns = new Map<ReadField, number>();
  #batch: Batch;
  #words: Uint32Array;
  #bytes: Uint8Array;
  /** Packets, bytes and times that are not numbers. */
  notNumbers = 0;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.#words = batch.kernel.words();
    this.#bytes = batch.kernel.bytes();
  }

  /** Turns to the rows of a batch; as long as memory does not grow. */
  turnTo(batch: Batch): void {
    this.#batch = batch;
    this.#words = batch.kernel.words();
    this.#bytes = batch.kernel.bytes();
    for (const field of allFields) this.#columns.set(field, batch.fields.indexOf(field));
  }

  read(row: number): Conversation | Misfit {
    const protocol = this.#read("protocol", row, integerAt);
    const start = this.#read("start", row, timeAt);
    const [source, target] = [this.#address("srcaddr", row), this.#address("dstaddr", row)];
    const [from, to] = [this.#address("pkt_srcaddr", row) ?? source, this.#address("pkt_dstaddr", row) ?? target];
    if (protocol === undefined || start === undefined || from === undefined || to === undefined)
      return this.#isWithoutTraffic(row) ? NO_TRAFFIC : NULL;
    if (protocol < 0 || protocol > 255 || Number.isNaN(start) || from === "" || to === "") return ODD;
    const [sourcePort, targetPort] = [this.#read("srcport", row, integerAt), this.#read("dstport", row, integerAt)];
    if (hasPorts(protocol)) {
      if (sourcePort === undefined || targetPort === undefined) return NULL;
      if (!isPort(sourcePort) || !isPort(targetPort)) return ODD;
    }
    const [port, otherPort] = hasPorts(protocol) ? [sourcePort ?? 0, targetPort ?? 0] : [0, 0];
    const isForward = isFirst(from, port, to, otherPort);
    const key = isForward ? keyOf(protocol, from, port, to, otherPort) : keyOf(protocol, to, otherPort, from, port);
    const end = this.#end(row, start);
    const flags = protocol === 6 ? (this.#read("tcp_flags", row, integerAt) ?? -1) : -1;
    const leg = {
      isForward,
      seenBy: this.#seenBy(row),
      flowDirection: this.#flowDirection(row),
      start,
      end,
      flows: 1,
      packets: this.#amount("packets", row),
      bytes: this.#amount("bytes", row),
      flags,
      evidence: evidenceOf(flags) | requestOf(protocol, sourcePort, targetPort),
      actions: this.#actions(row),
      via: joinWords(hopOf(source, from), hopOf(target, to)),
      sourcePort,
      targetPort,
      states: undefined,
    };
    return { key, start, end, touched: start, legs: [leg], next: undefined };
  }

  #read<T>(field: ReadField, row: number, take: (bytes: Uint8Array, from: number, to: number) => T): T | undefined {
    const column = this.#columns.get(field) ?? -1;
    if (column < 0) return undefined;
    const at = this.#batch.spanAt(row, column);
    const from = this.#words[at] ?? 0;
    return from === 0 ? undefined : take(this.#bytes, from, (this.#words[at + 1] ?? 0) & 0x7fff_ffff);
  }

  /** Undefined for null, "" for what is not an address. */
  #address(field: ReadField, row: number): string | undefined {
    return this.#read(field, row, addressOrNone);
  }

  #end(row: number, start: number): number {
    const end = this.#read("end", row, timeAt);
    if (end === undefined) return start;
    if (Number.isNaN(end)) this.notNumbers++;
    return Number.isNaN(end) ? start : Math.max(start, end);
  }

  #amount(field: ReadField, row: number): Amount {
    const amount = this.#read(field, row, amountOrNone);
    if (amount === "") this.notNumbers++;
    return amount === "" ? undefined : amount;
  }

  #seenBy(row: number): string {
    for (const field of interfaceFields) {
      const text = this.#read(field, row, textAt);
      if (text !== undefined) return text;
    }
    return "";
  }

  #flowDirection(row: number): FlowDirection {
    const text = this.#read("flow_direction", row, textAt)?.toLowerCase();
    return text === "egress" || text === "ingress" ? text : "";
  }

  #isWithoutTraffic(row: number): boolean {
    const status = this.#read("log_status", row, textAt)?.toUpperCase();
    return status === "NODATA" || status === "SKIPDATA";
  }

  #actions(row: number): number {
    const text = this.#read("action", row, textAt)?.toUpperCase();
    return text === "ACCEPT" ? ACCEPTED : text === "REJECT" ? REJECTED : 0;
  }
}

function isPort(number: number): boolean {
  return number >= 0 && number <= PORT_LIMIT;
}

function addressOrNone(bytes: Uint8Array, from: number, to: number): string {
  return addressAt(bytes, from, to) ?? "";
}

function amountOrNone(bytes: Uint8Array, from: number, to: number): NonNullable<Amount> | "" {
  return amountAt(bytes, from, to) ?? "";
}

/** Epoch seconds, of seconds, milliseconds or ISO 8601; NaN where it is not a time. */
function timeAt(bytes: Uint8Array, from: number, to: number): number {
  const integer = integerAt(bytes, from, to);
  if (integer >= 0) return integer < MILLISECONDS ? integer : integer / 1000;
  const seconds = parseAbsoluteInstant(textAt(bytes, from, to));
  return seconds === undefined || isProblem(seconds) ? Number.NaN : seconds;
}

/** What the flags say: where more than SYN and ACK are logged, an ACK beside SYN may be that of data. */
function evidenceOf(flags: number): number {
  if (flags < 0 || (flags & SYN) === 0) return 0;
  if ((flags & ACK) === 0) return SYN_WITHOUT_ACK;
  return (flags & (PSH | URG)) === 0 ? SYN_AND_ACK : 0;
}

/** An echo request whose type is logged in a port. */
function requestOf(protocol: number, sourcePort: number | undefined, targetPort: number | undefined): number {
  const type = echoRequests.get(protocol);
  if (type === undefined) return 0;
  const isRequest = (sourcePort === type && targetPort === 0) || targetPort === type * 256;
  return isRequest ? ICMP_REQUEST : 0;
}

/** The address of an interface between: what the packet itself does not have. */
function hopOf(logged: string | undefined, own: string): string {
  return logged === undefined || logged === own ? "" : logged;
}
