// JSON documents to lines: the messages of events, in whatever AWS and its tools wrap them, are lines of AWS text; events
// without one, and objects that are no events, are records. Each of them counts as a line. Only those of some log streams
// may be wanted.
import { feed } from "@flowlogs/cli";
import type { LineKind, Origin, ReadWorker } from "@flowlogs/core/stages";
import { isEvent } from "./logEvent.ts";
import type { Sink } from "@flowlogs/base/sink";
import { openCutDocument } from "./cutDocument.ts";
import { isObject, type Members, parsed, pourInto } from "./jsonText.ts";
import { originOfEnvelope, originOfEvent } from "../origin.ts";
import { JsonSplitter } from "./splitter.ts";
import { isCell, isQuery, isRow, readRow } from "./queryRows.ts";
import { unpack, type UnpackedPayload } from "../unpack.ts";

/** Lines that wait to be worked off together. */
const WAITING = 4096;

/** Why a line of another log stream is none of the output. */
export const OTHERS = "other streams";

/** Whether what comes from a log stream is wanted; undefined: of no stream that is known. */
export type WantsStream = (logStream: string | undefined) => boolean;

const encoder = new TextEncoder();

export class JsonSink implements Sink {
  readonly #worker: ReadWorker;
  readonly #source: Origin;
  readonly #pieces: JsonSplitter;
  #kind: LineKind = "messages";
  #origin: Origin;
  #lines: string[] = [];
  readonly #wants: WantsStream | undefined;
  /** Documents of which something is missing, or not sure to be right. */
  damaged = 0;
  #isEnding = false;
  /** How a query stands that has not come to its end. */
  #status: string | undefined;

  /** `source`: what is known of where the document lies. */
  constructor(worker: ReadWorker, source: Origin, wants?: WantsStream) {
    this.#worker = worker;
    this.#source = source;
    this.#wants = wants;
    this.#origin = source;
    this.#pieces = new JsonSplitter({
      value: (bytes) => this.takeText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()),
      broken: (reason, detail, bytes) => this.#takeBroken({ reason, detail, bytes, isLast: this.#isEnding }, source),
      status: (status) => this.#takeStatus(status),
      // They say of no stream that they come from it.
      ...(wants === undefined && { messages: (lines: Uint8Array) => this.takeLines(lines, source) }),
    });
    worker.use("messages");
  }

  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  room(): Uint8Array {
    return this.#pieces.room();
  }

  advance(length: number): void {
    this.#pieces.advance(length);
    this.pass();
  }

  flush(): void {
    this.#worker.flush();
  }

  get damage(): string | undefined {
    if (this.#status !== undefined) return `the query is not complete (${this.#status}): results are missing`;
    return this.damaged === 0 ? undefined : damageOf(this.damaged);
  }

  endSource(cutShort = false): void {
    this.#isEnding = true;
    this.#pieces.finish();
    this.pass();
    this.#worker.endSource(cutShort);
  }

  /** One value, as JSON. */
  takeText(json: string, origin: Origin = this.#source): void {
    const { value, fault } = parsed(json);
    if (fault === undefined) this.#take(value, origin, json);
    else this.skip("not JSON", fault, encoder.encode(json));
  }

  #take(value: unknown, origin: Origin, json: string): void {
    if (typeof value === "string") this.takeMessage(value, origin);
    else if (isRow(value)) this.#takeRow(value, origin);
    else if (Array.isArray(value)) for (const item of value) this.#take(item, origin, JSON.stringify(item));
    else if (!isObject(value)) this.skip("not an event", "expected an object", encoder.encode(json));
    else if (value["messageType"] === "CONTROL_MESSAGE") this.passOver("control messages");
    else if (Array.isArray(value["logEvents"])) this.#takeEnvelope(value, value["logEvents"], origin);
    else if (isEvent(value)) this.#takeEvent(value, origin);
    else this.#takeOther(value, origin, json);
  }

  #takeOther(value: Members, origin: Origin, json: string): void {
    const { awslogs, kinesis, events, Records: records, records: deliveries } = value;
    const data = value["data"] ?? value["Data"];
    const inner = awslogs ?? kinesis;
    const list = [events, records, deliveries].find(Array.isArray);
    if (isObject(inner) && typeof inner["data"] === "string") this.takeData(inner["data"], origin);
    else if (isQuery(value)) {
      for (const row of value.results) this.#take(row, origin, "");
      this.#takeStatus(value.status);
    } else if (list !== undefined) for (const item of list) this.#take(item, origin, JSON.stringify(item));
    else if (typeof data === "string" && isBase64(data)) this.takeData(data, origin);
    else if (isCell(value))
      this.skip("a part of a row", "print the whole response, without --query", encoder.encode(json));
    else this.#addRecord(json, origin);
  }

  #takeRow(row: Parameters<typeof readRow>[0], origin: Origin): void {
    const read = readRow(row);
    if ("event" in read) this.#takeEvent(read.event, origin);
    else this.#addRecord(JSON.stringify(read.record), origin);
  }

  #takeStatus(status = "Complete"): void {
    if (status !== "Complete") this.#status = status;
  }

  #takeEnvelope(envelope: Members, events: readonly unknown[], source: Origin): void {
    const origin = { ...source, ...originOfEnvelope(envelope) };
    for (const event of events) {
      if (isObject(event)) this.#takeEvent(event, origin);
      else this.skip("not an event", "expected an object", encoder.encode(JSON.stringify(event)));
    }
  }

  /** What is broken is one bad line; before it comes what is whole in it. `isLast`: the document ends there. */
  #takeBroken({ reason, detail, bytes, isLast }: Broken, origin: Origin): void {
    const isCut = reason === "JSON cut short";
    const isDocument = isCut && bytes !== undefined && this.#takeCut(Buffer.from(bytes).toString(), origin);
    if (isDocument || (isCut && isLast)) this.damaged++;
    this.skip(reason, detail, bytes);
  }

  /** Takes what is whole in a document that was cut short; false when that is none. */
  #takeCut(text: string, source: Origin): boolean {
    const cut = openCutDocument(text);
    if (cut === undefined) return false;
    if ("base64" in cut) this.takeContent(unpack(Buffer.from(cut.base64, "base64")).bytes, source, true);
    else {
      const origin = isObject(cut.head) ? { ...source, ...originOfEnvelope(cut.head) } : source;
      const pieces = new JsonSplitter({
        value: (bytes) => this.takeText(Buffer.from(bytes).toString(), origin),
        broken: (_, __, bytes) => void (bytes && this.#takeCut(Buffer.from(bytes).toString(), origin)),
      });
      pourInto(pieces, Buffer.from(cut.events));
    }
    return true;
  }

  #takeEvent(event: Members, source: Origin): void {
    const { message, extractedFields } = event;
    const origin = { ...source, ...originOfEvent(event) };
    if (typeof message === "string" && message !== "") this.takeMessage(message, origin);
    else if (isObject(extractedFields)) this.#add("ndjson", JSON.stringify(extractedFields), origin);
    else this.skip("event without a message", "", encoder.encode(JSON.stringify(event)));
  }

  takeEvent(event: Members): void {
    this.#takeEvent(event, this.#source);
  }

  /** What an event says: an object is a record, all else a line of AWS text. */
  takeMessage(message: string, origin: Origin = this.#source): void {
    if (/^\s*\{/.test(message)) this.#addRecord(message, origin);
    else this.#add("messages", message, origin);
  }

  /** A newline in JSON stands between its parts, where a space is as good. */
  #addRecord(json: string, origin: Origin): void {
    this.#add("ndjson", json.replace(/[\r\n]+/g, " "), origin);
  }

  /** What stands in base64 for an envelope or for lines, compressed or not. */
  takeData(base64: string, origin: Origin = this.#source): void {
    const { bytes, damage } = unpack(Buffer.from(base64, "base64"));
    if (damage === undefined) this.takeContent(bytes, origin);
    else this.takeDamaged({ bytes, damage }, Buffer.from(base64), origin);
  }

  /** What could be had of data that is damaged. */
  takeDamaged({ bytes, damage = "" }: UnpackedPayload, packed: Uint8Array, origin: Origin): void {
    this.takeContent(bytes, origin, true);
    this.damaged++;
    this.skip("damaged data", damage, packed);
  }

  /** Documents or lines. `isCut`: it may end in the middle of one, which is somebody else's to tell. */
  takeContent(bytes: Buffer, origin: Origin, isCut = false): void {
    const text = bytes.toString();
    if (!/^\s*[[{]/.test(text)) {
      const lines = text.split("\n");
      const last = lines.pop();
      for (const line of lines) this.takeMessage(line, origin);
      if (last !== "" && last !== undefined && !isCut) this.takeMessage(last, origin);
      return;
    }
    const { value, fault } = parsed(text);
    if (fault === undefined) {
      this.#take(value, origin, text);
      return;
    }
    const pieces = new JsonSplitter({
      value: (piece) => this.takeText(Buffer.from(piece).toString(), origin),
      broken: (reason, detail, broken) => {
        if (!isCut) this.#takeBroken({ reason, detail, bytes: broken, isLast: true }, origin);
        else if (broken !== undefined) this.#takeCut(Buffer.from(broken).toString(), origin);
      },
    });
    pourInto(pieces, bytes);
  }

  /** Whole lines as they are, of messages that are wanted. */
  takeLines(lines: Uint8Array, origin = this.#origin): void {
    this.pass();
    if (!isSame(origin, this.#origin)) this.#worker.setOrigin(origin);
    this.#origin = origin;
    if (this.#kind !== "messages") this.#worker.use("messages");
    this.#kind = "messages";
    feed(lines, this.#worker);
  }

  /** One more line of this kind. */
  #add(kind: LineKind, line: string, origin: Origin): void {
    if (this.#wants !== undefined && !this.#wants(streamOf(origin))) {
      this.passOver(OTHERS);
      return;
    }
    if (kind !== this.#kind || !isSame(origin, this.#origin) || this.#lines.length >= WAITING) this.pass();
    if (kind !== this.#kind) this.#worker.use(kind);
    if (origin !== this.#origin) this.#worker.setOrigin(origin);
    this.#kind = kind;
    this.#origin = origin;
    this.#lines.push(line);
  }

  /** Has the lines that wait worked off. */
  pass(): void {
    if (this.#lines.length === 0) return;
    feed(Buffer.from(`${this.#lines.join("\n")}\n`), this.#worker);
    this.#lines = [];
  }

  /** What could not be read, behind the lines that wait. */
  skip(reason: string, detail: string, bytes: Uint8Array | undefined): void {
    this.pass();
    this.#worker.skipLine(reason, detail, bytes);
  }

  /** What is neither a record nor bad. */
  passOver(reason: string): void {
    this.pass();
    this.#worker.passLine(reason);
  }
}

/** So many documents are. */
export function damageOf(count: number): string {
  return count === 1 ? "a document is cut short or damaged" : `${count} documents are cut short or damaged`;
}

interface Broken {
  readonly reason: string;
  readonly detail: string;
  readonly bytes: Uint8Array | undefined;
  readonly isLast: boolean;
}

function streamOf({ log_stream: name }: Origin): string | undefined {
  return typeof name === "string" ? name : undefined;
}

function isBase64(text: string): boolean {
  return text.length > 8 && /^[\w+/]+={0,2}$/.test(text);
}

function isSame(one: Origin, other: Origin): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
