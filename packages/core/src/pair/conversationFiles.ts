// Conversations that memory has no room for, in temporary files: those of one key in one file.
import type { TemporaryFile } from "@flowlogs/base/contracts";

/** As the kernel packs it (assembly/pair/packed.ts). */
export interface PackedConversation {
  /** The hash of its key. */
  readonly hash: number;
  readonly packed: Uint8Array;
}

const FILES = 16;
/** Bytes of a file that are written, or read, at once. */
const PIECE = 1 << 16;
/** Before each conversation: its hash, and the length of what is packed. */
const HEAD = 8;

/** Bytes that wait to be written to a file. */
class WaitingFile {
  readonly #open: () => TemporaryFile;
  #file: TemporaryFile | undefined;
  #bytes = new Uint8Array(PIECE);
  #length = 0;

  constructor(open: () => TemporaryFile) {
    this.#open = open;
  }

  /** Returns how many bytes these are. */
  add({ hash, packed }: PackedConversation): number {
    const size = HEAD + packed.length;
    if (this.#length + size > this.#bytes.length) this.#flush();
    if (size > this.#bytes.length) this.#bytes = new Uint8Array(size);
    const at = this.#length;
    const head = new DataView(this.#bytes.buffer, at, HEAD);
    head.setUint32(0, hash);
    head.setUint32(4, packed.length);
    this.#bytes.set(packed, at + HEAD);
    this.#length += size;
    return size;
  }

  #flush(): void {
    if (this.#length === 0) return;
    (this.#file ??= this.#open()).write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  /** The file, with all that was added; undefined where that is nothing. */
  finish(): TemporaryFile | undefined {
    this.#flush();
    return this.#file;
  }
}

export class ConversationFiles {
  readonly #open: () => TemporaryFile;
  readonly #level: number;
  readonly #files: (WaitingFile | undefined)[] = Array.from({ length: FILES });
  /** Bytes written. */
  bytes = 0;

  /** `level`: another one for the parts of a part, which share their file at the level before. */
  constructor(open: () => TemporaryFile, level: number) {
    this.#open = open;
    this.#level = level;
  }

  write(conversations: Iterable<PackedConversation>): void {
    for (const conversation of conversations) {
      const place = placeOf(conversation.hash, this.#level);
      this.bytes += (this.#files[place] ??= new WaitingFile(this.#open)).add(conversation);
    }
  }

  /** Takes the files that there are, each to be read once; what is written from then on goes to new ones. */
  *take(): Generator<Iterable<PackedConversation>> {
    for (let place = 0; place < FILES; place++) {
      const file = this.#files[place]?.finish();
      this.#files[place] = undefined;
      if (file !== undefined) yield conversationsIn(file);
    }
  }
}

function placeOf(hash: number, level: number): number {
  const mixed = Math.imul(hash ^ Math.imul(level + 1, 0x9e37_79b1), 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 13)) >>> 28;
}

/** Each is valid until the next one is asked for. */
function* conversationsIn(file: TemporaryFile): Generator<PackedConversation> {
  file.rewind();
  let bytes = new Uint8Array(PIECE);
  let [from, to] = [0, 0];
  const fill = (needed: number): boolean => {
    if (needed > bytes.length - from) {
      const larger = needed > bytes.length ? new Uint8Array(needed + PIECE) : bytes;
      larger.set(bytes.subarray(from, to));
      bytes = larger;
      [from, to] = [0, to - from];
    }
    while (to - from < needed) {
      const read = file.read(bytes.subarray(to));
      if (read === 0) return false;
      to += read;
    }
    return true;
  };
  while (fill(HEAD)) {
    const head = new DataView(bytes.buffer, from, HEAD);
    const [hash, length] = [head.getUint32(0), head.getUint32(4)];
    fill(HEAD + length);
    const at = from + HEAD;
    yield { hash, packed: bytes.subarray(at, at + length) };
    from = at + length;
  }
  file.close();
}
