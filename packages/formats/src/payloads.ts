// Reads sources that come in payloads, such as the records of a stream: many small ones, each with a format of its own, which
// is detected as for a file. Envelopes of subscriptions and plain lines, the usual content, take a fast path.
import { feed } from "@flowlogs/cli";
import { findField } from "@flowlogs/core";
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import { decompressed } from "./compression/decompress.ts";
import { detect } from "./detect.ts";
import { envelopeLogStream, envelopeMessages } from "./json/subscription.ts";
import { openFormat } from "./openFormat.ts";
import { documentDamage, JsonSink } from "./json/documents.ts";
import { OTHER_STREAMS, type WantsStream } from "./json/lineBatcher.ts";
import type { InputFormat } from "./formatNames.ts";
import { bytesInput, readAll, unpackPayload, type UnpackedPayload } from "./unpack.ts";

export interface Payload {
  /** Its name in messages. */
  readonly name: string;
  /** The origin that its records get with --with-source. */
  readonly origin: Origin;
  readonly data: Uint8Array;
}

/** Payloads as they arrive; `undefined` before each wait that may be long. */
export interface PayloadSource {
  readonly all: AsyncGenerator<readonly Payload[] | undefined>;
  readonly wants?: WantsStream | undefined;
}

interface PayloadOptions {
  /** The format of all payloads, if the user gave one. */
  readonly form: InputFormat | undefined;
  /** The numbers of columns that lines without a header may have. */
  readonly widths: readonly number[];
  readonly wants: WantsStream | undefined;
  /** The records get the fields of their origin. */
  readonly withOrigin: boolean;
}

const [NEWLINE, COMMA, ZERO, NINE] = [0x0a, 0x2c, 0x30, 0x39];
const newline = Uint8Array.of(NEWLINE);

export class PayloadSink {
  readonly #worker: ReadWorker;
  readonly #options: PayloadOptions;
  #json: JsonSink | undefined;
  /** Damaged payloads, except those that `#json` has counted. */
  #damaged = 0;

  constructor(worker: ReadWorker, options: PayloadOptions) {
    this.#worker = worker;
    this.#options = options;
  }

  /** Processes a payload; line numbers start with it. Returns a promise only if the caller must wait. */
  take({ data, origin }: Payload): Promise<void> | undefined {
    this.#worker.continueAt(0);
    const { bytes, damage } = unpackPayload(Buffer.from(data.buffer, data.byteOffset, data.length));
    if (damage !== undefined) this.#takeDamaged({ bytes, damage }, data, origin);
    else if (!this.#takeFast(bytes)) return this.#takeDetected(bytes, origin);
    return undefined;
  }

  /** What is wrong with some of the payloads. */
  get damage(): string | undefined {
    const damaged = this.#damaged + (this.#json?.damagedDocuments ?? 0);
    return damaged === 0 ? undefined : documentDamage(damaged);
  }

  #takeDamaged(found: UnpackedPayload, packed: Uint8Array, origin: Origin): void {
    const documents = this.#documents();
    documents.takeDamaged(found, packed, origin);
    documents.lines.flush();
  }

  /** Takes envelopes as AWS writes them, and lines that begin with a number, if records need no origin; else false. */
  #takeFast(bytes: Buffer): boolean {
    const { form, wants, withOrigin } = this.#options;
    if (form !== undefined || withOrigin) return false;
    const [first = 0] = bytes;
    const isLines = first >= ZERO && first <= NINE;
    const isWanted = wants === undefined || wants(isLines ? undefined : envelopeLogStream(bytes));
    const lines = isLines ? linesIn(bytes) : envelopeMessages(bytes);
    if (lines === undefined) return false;
    if (isWanted) this.#takeLines(lines);
    else this.#passOver(lines);
    return true;
  }

  #takeLines(lines: Uint8Array): void {
    this.#documents().lines.addWhole(lines);
    if (lines.at(-1) !== NEWLINE) feed(newline, this.#worker);
  }

  /** Counts lines of streams that the user did not ask for. */
  #passOver(lines: Uint8Array): void {
    for (let at = 0; at < lines.length;) {
      const end = lines.indexOf(NEWLINE, at);
      at = end < 0 ? lines.length : end + 1;
      this.#worker.passLine(OTHER_STREAMS);
    }
  }

  async #takeDetected(packed: Buffer, origin: Origin): Promise<void> {
    const { bytes, damage } = await unpackOther(packed);
    if (damage !== undefined) return this.#takeDamaged({ bytes, damage }, packed, origin);
    if (bytes.length === 0) return;
    const { form, widths } = this.#options;
    const finding = form === undefined ? detect(bytes, true, widths) : { form };
    if (finding === undefined || !("form" in finding)) {
      const what = finding !== undefined && "strange" in finding ? finding.strange : "";
      this.#skip("nothing that can be read", what, bytes);
    } else await this.#takeAs(finding.form, bytes, origin);
  }

  async #takeAs(form: InputFormat, bytes: Buffer, origin: Origin): Promise<void> {
    const documents = this.#documents();
    const isMessages = form === "text" && !hasHeader(bytes);
    if (form === "base64") documents.takeData(bytes.toString("latin1").trim(), origin);
    else if (form === "json" && bytes[0] === 0x22) documents.takeText(bytes.toString(), origin);
    else if (form === "json" || form === "ndjson" || isMessages) documents.takeContent(bytes, origin);
    else if (this.#options.wants?.(undefined) === false) this.#passOver(bytes);
    else await this.#takeWhole(form, bytes, origin);
    this.#json?.lines.flush();
  }

  /** A new sink for each such payload, because a header applies to its own lines only. */
  async #takeWhole(form: InputFormat, bytes: Buffer, origin: Origin): Promise<void> {
    this.#damaged += this.#json?.damagedDocuments ?? 0;
    this.#json = undefined;
    this.#worker.setOrigin(origin);
    const sink = await openFormat(form, this.#worker, origin);
    feed(bytes, sink);
    sink.endSource();
  }

  #documents(): JsonSink {
    return (this.#json ??= new JsonSink(this.#worker, {}, this.#options.wants));
  }

  #skip(reason: string, detail: string, bytes: Uint8Array): void {
    this.#documents().lines.skip(reason, detail, bytes);
  }
}

/** The bytes, if their first line has no comma: columns are separated by spaces. */
function linesIn(bytes: Buffer): Uint8Array | undefined {
  const end = bytes.indexOf(NEWLINE);
  const comma = bytes.indexOf(COMMA);
  return comma >= 0 && (end < 0 || comma < end) ? undefined : bytes;
}

function hasHeader(bytes: Buffer): boolean {
  const [word = ""] = bytes.toString("latin1", 0, 256).trimStart().split(/\s/, 1);
  return findField(word) !== undefined;
}

/** Decompresses formats other than gzip. */
async function unpackOther(bytes: Buffer): Promise<UnpackedPayload> {
  const inside = await decompressed({
    input: bytesInput(bytes, bytes.length),
    head: bytes,
    again: () => bytesInput(bytes),
  });
  return inside === undefined ? { bytes } : readAll(inside);
}
