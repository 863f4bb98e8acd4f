// The conversations that are not over, in the kernel's memory as long as there is room, else in files, which are read from time to time
// for those that are over.
import type { TemporaryFile } from "@flowlogs/base/contracts";
import type { Batch } from "../batch.ts";
import * as at from "@flowlogs/kernel/opcodes";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import type { PeersOf } from "./client.ts";
import type { Conversation } from "./conversation.ts";
import { ConversationFiles, type PackedConversation } from "./conversationFiles.ts";
import { ConversationReader } from "./conversationReader.ts";
import { flowFields } from "./flowFields.ts";
import { otherAmountOf, timeOf } from "./flowValues.ts";
import { EndPeers } from "./endPeers.ts";

export interface OpenConversationsOptions {
  /** Seconds without a record after which the same endpoints begin another conversation. */
  readonly idle: number;
  /** Seconds that a record may start before the newest one. */
  readonly late: number;
  /** Seconds of the records' time between two looks for what is over. */
  readonly pause: number;
  /** Conversations in memory at most, and bytes that they may take. */
  readonly most: number;
  readonly mostBytes: number;
  readonly temporary: () => TemporaryFile;
  /** Takes a conversation that is over; its places are good until `taken`, which is called after the last one. */
  readonly take: (over: Conversation, peersOf: PeersOf) => void;
  readonly taken: () => void;
}

/** How often a part that is too large is parted again: what is left after that has one key. */
const DEEPEST = 4;

export class OpenConversations {
  readonly #kernel: Kernel;
  readonly #options: OpenConversationsOptions;
  readonly #reader: ConversationReader;
  readonly #owner: number;
  readonly #columns: number;
  readonly #unpacked: ReusedRegion;
  readonly #peers: EndPeers;
  #files: ConversationFiles | undefined;
  #merged = Number.NEGATIVE_INFINITY;
  #spilled = 0;

  constructor(kernel: Kernel, options: OpenConversationsOptions) {
    const { idle, late, pause, most, mostBytes } = options;
    this.#kernel = kernel;
    this.#options = options;
    this.#reader = new ConversationReader(kernel);
    this.#peers = new EndPeers(kernel);
    this.#columns = kernel.allocate(4 * at.PAIR_COLUMNS);
    this.#unpacked = new ReusedRegion(kernel);
    this.#owner = kernel.openConversationTable(idle, late);
    kernel.setFlowLimits(pause, late, mostBytes, most);
    kernel.host.readTime = timeOf;
    kernel.host.readAmount = otherAmountOf;
  }

  /** Adds the selected records of a batch, and hands over what is over meanwhile. */
  accept(batch: Batch): void {
    const kernel = this.#kernel;
    const columns = kernel.words().subarray(this.#columns / 4, this.#columns / 4 + at.PAIR_COLUMNS);
    for (const [place, field] of flowFields.entries()) columns[place] = batch.fields.indexOf(field);
    for (let place = 0; place < batch.selected;) {
      place = kernel.takeFlows(batch.list, place, batch.selected, this.#columns) >>> 0;
      // At the same record however the input comes in pieces.
      if (kernel.stopped.value === at.STOPPED_TO_LOOK) this.takeOver(kernel.lookedAt.value);
      else if (kernel.stopped.value === at.STOPPED_FULL) this.#spill();
    }
  }

  // ---- what is over

  get size(): number {
    return this.#kernel.openConversations.value;
  }

  /** Bytes that went through files. */
  get spilled(): number {
    return this.#spilled + (this.#files?.bytes ?? 0);
  }

  /** None is open, neither in memory nor in a file. */
  get isEmpty(): boolean {
    return this.size === 0 && (this.#files?.bytes ?? 0) === 0;
  }

  /** Hands over those that are over when no record has come for `seconds`. */
  takeOverAfter(seconds: number): void {
    const newest = this.#kernel.newestStart.value + seconds;
    this.#kernel.setClockStart(newest);
    this.takeOver(newest);
  }

  /** Hands over those that are over when the newest record starts at this time. */
  takeOver(newest: number): void {
    if (this.#files === undefined) {
      this.#handOver(newest, (place, isFirst) => this.#peers.of(place, isFirst));
      this.#peers.forget();
      return;
    }
    // All of them have to be read for that.
    const { idle, late } = this.#options;
    if (newest - this.#merged < idle + late) return;
    this.#merged = newest;
    const open = this.#takeFiles(newest);
    if (open !== undefined) this.#files = open;
  }

  takeAll(): void {
    if (this.#files === undefined) this.takeOver(Number.POSITIVE_INFINITY);
    else this.#takeFiles(Number.POSITIVE_INFINITY);
  }

  #handOver(newest: number, peersOf: (place: number, isFirst: boolean) => number): void {
    const kernel = this.#kernel;
    if (kernel.takeOver(newest) === 0) return;
    kernel.noteWritten();
    for (const place of this.#over()) {
      const conversation = this.#reader.read(place);
      const { isTurned } = this.#reader;
      this.#options.take(conversation, (isFirst) => peersOf(place, isFirst !== isTurned));
    }
    this.#options.taken();
    kernel.freeOver();
  }

  /** The positions of those that are over, in their order. */
  *#over(): Generator<number> {
    for (let place = this.#kernel.firstOver.value >>> 0; place !== 0;) {
      yield place;
      place = this.#kernel.words()[(place + at.CONVERSATION_NEXT) >>> 2] ?? 0;
    }
  }

  // ---- files

  #spill(): void {
    this.#files ??= new ConversationFiles(this.#options.temporary, 0);
    this.#files.write(this.#packAll());
  }

  /** Takes all conversations out of memory. */
  *#packAll(): Generator<PackedConversation> {
    const kernel = this.#kernel;
    kernel.takeOver(Number.POSITIVE_INFINITY);
    for (const place of this.#over()) {
      const length = kernel.packedSize(place) >>> 0;
      const to = this.#unpacked.of(length);
      kernel.packConversation(place, to);
      const words = kernel.words();
      const hash = words[((words[(place + at.CONVERSATION_KEY) >>> 2] ?? 0) + at.KEY_HASH) >>> 2] ?? 0;
      yield { hash, packed: kernel.bytes().subarray(to, to + length) };
    }
    kernel.release(this.#owner);
    kernel.emptyConversations();
    this.#reader.forget();
  }

  #unpack({ packed }: PackedConversation): void {
    const kernel = this.#kernel;
    const from = this.#unpacked.of(packed.length);
    kernel.bytes().set(packed, from);
    kernel.unpackConversation(from);
    kernel.addUnpacked();
  }

  /** Hands over those in files that are over; the files of the others. */
  #takeFiles(newest: number): ConversationFiles | undefined {
    this.#spill();
    const files = this.#files;
    if (files === undefined) return undefined;
    const open = new ConversationFiles(this.#options.temporary, 0);
    for (const part of files.take()) this.#takePart(part, newest, open, 1);
    this.#spilled += files.bytes;
    return open;
  }

  #takePart(part: Iterable<PackedConversation>, newest: number, open: ConversationFiles, level: number): void {
    let parts: ConversationFiles | undefined;
    for (const conversation of part) {
      this.#unpack(conversation);
      // One by itself cannot be parted.
      if (!this.#kernel.isFull() || this.size < 2 || level >= DEEPEST) continue;
      parts ??= new ConversationFiles(this.#options.temporary, level);
      parts.write(this.#packAll());
    }
    if (parts !== undefined) {
      parts.write(this.#packAll());
      for (const smaller of parts.take()) this.#takePart(smaller, newest, open, level + 1);
      this.#spilled += parts.bytes;
      return;
    }
    // Peers are in several files.
    this.#handOver(newest, () => 0);
    open.write(this.#packAll());
  }
}
