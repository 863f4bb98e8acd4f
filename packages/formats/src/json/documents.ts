// Reads JSON documents. The messages of events, in whatever AWS and its tools wrap them, become lines of AWS text; events
// without a message, and objects that are not events, become records. Each of them counts as a line.
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import type { Sink } from "@flowlogs/base/sink";
import { originOfEnvelope, originOfEvent } from "../origin.ts";
import { unpackPayload, type UnpackedPayload } from "../unpack.ts";
import { salvage } from "./cutDocument.ts";
import { isObject, type JsonObject, parseJson, splitBytes } from "./jsonText.ts";
import { LineBatcher, type WantsStream } from "./lineBatcher.ts";
import { isEvent } from "./logEvent.ts";
import { isCell, isQuery, isRow, readRow } from "./queryRows.ts";
import { JsonSplitter } from "./splitter.ts";

/** A value that is not JSON. */
interface BrokenValue {
  readonly reason: string;
  readonly detail: string;
  readonly bytes: Uint8Array | undefined;
  /** The document ends with it. */
  readonly isLast: boolean;
}

const encoder = new TextEncoder();

export class JsonSink implements Sink {
  /** Where the lines go. */
  readonly lines: LineBatcher;
  /** The number of documents that are incomplete or failed a checksum. */
  damagedDocuments = 0;
  readonly #worker: ReadWorker;
  readonly #source: Origin;
  readonly #splitter: JsonSplitter;
  #isEnding = false;
  /** The status of a query that is not complete. */
  #status: string | undefined;

  /** `source`: the origin of the document itself, to which events add their own. */
  constructor(worker: ReadWorker, source: Origin, wants?: WantsStream) {
    this.#worker = worker;
    this.#source = source;
    this.lines = new LineBatcher(worker, source, wants);
    this.#splitter = new JsonSplitter({
      value: (bytes) => this.takeText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()),
      broken: (reason, detail, bytes) => this.#takeBroken({ reason, detail, bytes, isLast: this.#isEnding }, source),
      status: (status) => this.#noteStatus(status),
      // Such messages do not name their log stream, so they cannot be filtered by it.
      ...(wants === undefined && { messages: (lines: Uint8Array) => this.lines.addWhole(lines, source) }),
    });
  }

  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  room(): Uint8Array {
    return this.#splitter.room();
  }

  advance(length: number): void {
    this.#splitter.advance(length);
    this.lines.flush();
  }

  flush(): void {
    this.#worker.flush();
  }

  get damage(): string | undefined {
    if (this.#status !== undefined) return `the query is not complete (${this.#status}): results are missing`;
    return this.damagedDocuments === 0 ? undefined : documentDamage(this.damagedDocuments);
  }

  endSource(cutShort = false): void {
    this.#isEnding = true;
    this.#splitter.finish();
    this.lines.flush();
    this.#worker.endSource(cutShort);
  }

  /** Takes one value as JSON text. */
  takeText(json: string, origin: Origin = this.#source): void {
    const { value, error } = parseJson(json);
    if (error === undefined) this.#take(value, origin, json);
    else this.lines.skip("not JSON", error, encoder.encode(json));
  }

  /** Takes the message of an event: an object is a record, anything else a line of AWS text. */
  takeMessage(message: string, origin: Origin = this.#source): void {
    if (/^\s*\{/.test(message)) this.#addRecord(message, origin);
    else this.lines.add("messages", message, origin);
  }

  /** Takes an event, as an object. */
  takeEvent(event: JsonObject, source: Origin = this.#source): void {
    const { message, extractedFields } = event;
    const origin = { ...source, ...originOfEvent(event) };
    if (typeof message === "string" && message !== "") this.takeMessage(message, origin);
    else if (isObject(extractedFields)) this.lines.add("ndjson", JSON.stringify(extractedFields), origin);
    else this.lines.skip("event without a message", "", encoder.encode(JSON.stringify(event)));
  }

  /** Takes an envelope or lines in base64, compressed or not. */
  takeData(base64: string, origin: Origin = this.#source): void {
    const { bytes, damage } = unpackPayload(Buffer.from(base64, "base64"));
    if (damage === undefined) this.takeContent(bytes, origin);
    else this.takeDamaged({ bytes, damage }, Buffer.from(base64), origin);
  }

  /** Takes what could be decompressed of damaged data; `packed` is reported as one bad line. */
  takeDamaged({ bytes, damage = "" }: UnpackedPayload, packed: Uint8Array, origin: Origin): void {
    this.takeContent(bytes, origin, true);
    this.damagedDocuments++;
    this.lines.skip("damaged data", damage, packed);
  }

  /** Takes a parsed value, by what it is; `json` is its text. */
  #take(value: unknown, origin: Origin, json: string): void {
    if (typeof value === "string") this.takeMessage(value, origin);
    else if (isRow(value)) this.#takeRow(value, origin);
    else if (Array.isArray(value)) this.#takeList(value, origin);
    else if (!isObject(value)) this.lines.skip("not an event", "expected an object", encoder.encode(json));
    else if (value["messageType"] === "CONTROL_MESSAGE") this.lines.passOver("control messages");
    else if (Array.isArray(value["logEvents"])) this.#takeEnvelope(value, value["logEvents"], origin);
    else if (isEvent(value)) this.takeEvent(value, origin);
    else this.#takeOther(value, origin, json);
  }

  #takeList(items: readonly unknown[], origin: Origin): void {
    for (const item of items) this.#take(item, origin, JSON.stringify(item));
  }

  /** Takes the wrappings of Lambda, Kinesis and Firehose, the result of a query, or a record. */
  #takeOther(value: JsonObject, origin: Origin, json: string): void {
    const { awslogs, kinesis, events, Records: records, records: deliveries } = value;
    const data = value["data"] ?? value["Data"];
    const inner = awslogs ?? kinesis;
    const list = [events, records, deliveries].find(Array.isArray);
    if (isObject(inner) && typeof inner["data"] === "string") this.takeData(inner["data"], origin);
    else if (isQuery(value)) {
      for (const row of value.results) this.#take(row, origin, "");
      this.#noteStatus(value.status);
    } else if (list !== undefined) this.#takeList(list, origin);
    else if (typeof data === "string" && isBase64(data)) this.takeData(data, origin);
    else if (isCell(value)) {
      this.lines.skip("a part of a row", "print the whole response, without --query", encoder.encode(json));
    } else this.#addRecord(json, origin);
  }

  #takeRow(row: Parameters<typeof readRow>[0], origin: Origin): void {
    const read = readRow(row);
    if ("event" in read) this.takeEvent(read.event, origin);
    else this.#addRecord(JSON.stringify(read.record), origin);
  }

  #noteStatus(status = "Complete"): void {
    if (status !== "Complete") this.#status = status;
  }

  #takeEnvelope(envelope: JsonObject, events: readonly unknown[], source: Origin): void {
    const origin = { ...source, ...originOfEnvelope(envelope) };
    for (const event of events) {
      if (isObject(event)) this.takeEvent(event, origin);
      else this.lines.skip("not an event", "expected an object", encoder.encode(JSON.stringify(event)));
    }
  }

  /** Reports a broken value as one bad line, after the lines of its undamaged part. */
  #takeBroken({ reason, detail, bytes, isLast }: BrokenValue, origin: Origin): void {
    const isCut = reason === "JSON cut short";
    const isDocument = isCut && bytes !== undefined && this.#takeCut(Buffer.from(bytes).toString(), origin);
    if (isDocument || (isCut && isLast)) this.damagedDocuments++;
    this.lines.skip(reason, detail, bytes);
  }

  /** Takes the undamaged part of a document that was cut short; false if it is not a document with events. */
  #takeCut(text: string, source: Origin): boolean {
    const salvaged = salvage(text);
    if (salvaged === undefined) return false;
    if ("base64" in salvaged) {
      this.takeContent(unpackPayload(Buffer.from(salvaged.base64, "base64")).bytes, source, true);
      return true;
    }
    const origin = isObject(salvaged.head) ? { ...source, ...originOfEnvelope(salvaged.head) } : source;
    const splitter = new JsonSplitter({
      value: (bytes) => this.takeText(Buffer.from(bytes).toString(), origin),
      broken: (_, __, bytes) => void (bytes && this.#takeCut(Buffer.from(bytes).toString(), origin)),
    });
    splitBytes(splitter, Buffer.from(salvaged.events));
    return true;
  }

  /** A newline in JSON is only whitespace, but would end the line. */
  #addRecord(json: string, origin: Origin): void {
    this.lines.add("ndjson", json.replace(/[\r\n]+/g, " "), origin);
  }

  /** Takes documents or lines. `isCut`: they may end in the middle, which the caller reports. */
  takeContent(bytes: Buffer, origin: Origin, isCut = false): void {
    const text = bytes.toString();
    if (!/^\s*[[{]/.test(text)) {
      this.#takeLines(text, origin, isCut);
      return;
    }
    const { value, error } = parseJson(text);
    if (error === undefined) {
      this.#take(value, origin, text);
      return;
    }
    const splitter = new JsonSplitter({
      value: (piece) => this.takeText(Buffer.from(piece).toString(), origin),
      broken: (reason, detail, broken) => {
        if (!isCut) this.#takeBroken({ reason, detail, bytes: broken, isLast: true }, origin);
        else if (broken !== undefined) this.#takeCut(Buffer.from(broken).toString(), origin);
      },
    });
    splitBytes(splitter, bytes);
  }

  #takeLines(text: string, origin: Origin, isCut: boolean): void {
    const lines = text.split("\n");
    const last = lines.pop();
    for (const line of lines) this.takeMessage(line, origin);
    if (last !== "" && last !== undefined && !isCut) this.takeMessage(last, origin);
  }
}

/** The message for this number of damaged documents. */
export function documentDamage(count: number): string {
  return count === 1 ? "a document is cut short or damaged" : `${count} documents are cut short or damaged`;
}

function isBase64(text: string): boolean {
  return text.length > 8 && /^[\w+/]+={0,2}$/.test(text);
}
