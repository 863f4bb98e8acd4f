// Sources that come in parcels, as streams do: many small ones, each with a form of its own, told by its bytes as that of
// a file is. What most of them are, envelopes and lines, takes a short way.
import { feed } from "@flowlogs/cli";
import { findField } from "@flowlogs/core";
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import { decompressed } from "./compression/decompress.ts";
import { detect } from "./detect.ts";
import { logStreamIn, messagesIn } from "./json/subscription.ts";
import { openFormat } from "./openFormat.ts";
import { damageOf, JsonSink, OTHERS, type WantsStream } from "./json/documents.ts";
import type { InputFormat } from "./formatNames.ts";
import { inputOf, readAll, unpack, type UnpackedPayload } from "./unpack.ts";

export interface Parcel {
  /** For messages. */
  readonly name: string;
  /** What records say of where they come from. */
  readonly origin: Origin;
  readonly data: Uint8Array;
}

/** Parcels as they come, `undefined` before each wait for more that may be long. */
export interface Parcels {
  readonly all: AsyncGenerator<readonly Parcel[] | undefined>;
  readonly wants?: WantsStream | undefined;
}

interface KnownPayload {
  /** What all parcels are, if the user says so. */
  readonly form: InputFormat | undefined;
  /** How many columns lines without a header may have. */
  readonly widths: readonly number[];
  readonly wants: WantsStream | undefined;
  /** The records have to say where they come from. */
  readonly withOrigin: boolean;
}

const [NEWLINE, COMMA, ZERO, NINE] = [0x0a, 0x2c, 0x30, 0x39];
const newline = Uint8Array.of(NEWLINE);

export class ParcelSink {
  readonly #worker: ReadWorker;
  readonly #known: KnownPayload;
  #json: JsonSink | undefined;
  /** Parcels of which something is missing, but for those that `#json` has counted. */
  #damaged = 0;

  constructor(worker: ReadWorker, known: KnownPayload) {
    this.#worker = worker;
    this.#known = known;
  }

  /** Works a parcel off; lines are counted from its start. A promise where that has to be waited for. */
  take({ data, origin }: Parcel): Promise<void> | undefined {
    this.#worker.continueAt(0);
    const { bytes, damage } = unpack(Buffer.from(data.buffer, data.byteOffset, data.length));
    if (damage !== undefined) this.#takeDamaged({ bytes, damage }, data, origin);
    else if (!this.#takeQuickly(bytes)) return this.#takeSlowly(bytes, origin);
    return undefined;
  }

  /** What is wrong with some of the parcels. */
  get damage(): string | undefined {
    const damaged = this.#damaged + (this.#json?.damaged ?? 0);
    return damaged === 0 ? undefined : damageOf(damaged);
  }

  #takeDamaged(found: UnpackedPayload, packed: Uint8Array, origin: Origin): void {
    const documents = this.#documents();
    documents.takeDamaged(found, packed, origin);
    documents.pass();
  }

  /** Envelopes as AWS writes them, and lines that begin with a number, where nobody asks where they come from. */
  #takeQuickly(bytes: Buffer): boolean {
    const { form, wants, withOrigin } = this.#known;
    if (form !== undefined || withOrigin) return false;
    const [first = 0] = bytes;
    const isLines = first >= ZERO && first <= NINE;
    const isWanted = wants === undefined || wants(isLines ? undefined : logStreamIn(bytes));
    const lines = isLines ? linesIn(bytes) : messagesIn(bytes);
    if (lines === undefined) return false;
    if (isWanted) this.#takeLines(lines);
    else this.#passOver(lines);
    return true;
  }

  #takeLines(lines: Uint8Array): void {
    this.#documents().takeLines(lines);
    if (lines.at(-1) !== NEWLINE) feed(newline, this.#worker);
  }

  /** Lines of streams that are not wanted count all the same. */
  #passOver(lines: Uint8Array): void {
    for (let at = 0; at < lines.length;) {
      const end = lines.indexOf(NEWLINE, at);
      at = end < 0 ? lines.length : end + 1;
      this.#worker.passLine(OTHERS);
    }
  }

  async #takeSlowly(packed: Buffer, origin: Origin): Promise<void> {
    const { bytes, damage } = await unpacked(packed);
    if (damage !== undefined) return this.#takeDamaged({ bytes, damage }, packed, origin);
    if (bytes.length === 0) return;
    const { form, widths } = this.#known;
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
    else if (this.#known.wants?.(undefined) === false) this.#passOver(bytes);
    else await this.#takeWhole(form, bytes, origin);
    this.#json?.pass();
  }

  /** What has a header says something of its own lines only. */
  async #takeWhole(form: InputFormat, bytes: Buffer, origin: Origin): Promise<void> {
    this.#damaged += this.#json?.damaged ?? 0;
    this.#json = undefined;
    this.#worker.setOrigin(origin);
    const sink = await openFormat(form, this.#worker, origin);
    feed(bytes, sink);
    sink.endSource();
  }

  #documents(): JsonSink {
    return (this.#json ??= new JsonSink(this.#worker, {}, this.#known.wants));
  }

  #skip(reason: string, detail: string, bytes: Uint8Array): void {
    this.#documents().skip(reason, detail, bytes);
  }
}

/** Lines with spaces between their columns. */
function linesIn(bytes: Buffer): Uint8Array | undefined {
  const end = bytes.indexOf(NEWLINE);
  const comma = bytes.indexOf(COMMA);
  return comma >= 0 && (end < 0 || comma < end) ? undefined : bytes;
}

function hasHeader(bytes: Buffer): boolean {
  const [word = ""] = bytes.toString("latin1", 0, 256).trimStart().split(/\s/, 1);
  return findField(word) !== undefined;
}

/** What is in it when it is compressed, but not by gzip. */
async function unpacked(bytes: Buffer): Promise<UnpackedPayload> {
  const inside = await decompressed({ input: inputOf(bytes, bytes.length), head: bytes, again: () => inputOf(bytes) });
  return inside === undefined ? { bytes } : readAll(inside);
}
