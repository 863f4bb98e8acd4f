// Conversations that memory has no room for, in temporary files: those of one key in one file.
import type { TemporaryFile } from "@flowlogs/base/contracts";
import type { Conversation } from "./conversation.ts";
import { packConversation, unpackConversation } from "./packedConversation.ts";

const FILES = 16;
/** Bytes of a file that are written, or read, at once. */
const PIECE = 1 << 16;
const NEWLINE = 10;

export class ConversationFiles {
  readonly #open: () => TemporaryFile;
  readonly #level: number;
  readonly #files: (TemporaryFile | undefined)[] = Array.from({ length: FILES });
  readonly #waiting: string[] = Array.from({ length: FILES }, () => "");
  /** Bytes written. */
  bytes = 0;

  /** `level`: another one for the parts of a part, which share their file at the level before. */
  constructor(open: () => TemporaryFile, level: number) {
    this.#open = open;
    this.#level = level;
  }

  write(conversations: Iterable<Conversation>): void {
    for (const conversation of conversations) {
      const place = placeOf(conversation.key, this.#level);
      const text = `${this.#waiting[place] ?? ""}${packConversation(conversation)}\n`;
      this.#waiting[place] = text;
      if (text.length >= PIECE) this.#flush(place);
    }
  }

  #flush(place: number): void {
    const text = this.#waiting[place] ?? "";
    if (text === "") return;
    const bytes = new TextEncoder().encode(text);
    (this.#files[place] ??= this.#open()).write(bytes);
    this.bytes += bytes.length;
    this.#waiting[place] = "";
  }

  /** Takes the files that there are, each to be read once; what is written from then on goes to new ones. */
  *take(): Generator<Iterable<Conversation>> {
    for (let place = 0; place < FILES; place++) {
      this.#flush(place);
      const file = this.#files[place];
      this.#files[place] = undefined;
      if (file !== undefined) yield conversationsIn(file);
    }
  }
}

function placeOf(key: string, level: number): number {
  let hash = 0x811c_9dc5 ^ Math.imul(level, 0x9e37_79b1);
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x0100_0193);
  return ((hash ^ (hash >>> 15)) >>> 4) % FILES;
}

function* conversationsIn(file: TemporaryFile): Generator<Conversation> {
  file.rewind();
  const decoder = new TextDecoder();
  let bytes = new Uint8Array(PIECE);
  for (let held = 0; ;) {
    if (held > bytes.length / 2) bytes = grown(bytes);
    const read = file.read(bytes.subarray(held));
    if (read === 0) break;
    const end = held + read;
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE, held); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, from)) {
      yield unpackConversation(decoder.decode(bytes.subarray(from, at)));
      from = at + 1;
    }
    held = end - from;
    bytes.copyWithin(0, from, end);
    bytes.fill(0, held);
  }
  file.close();
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
