// The conversations that are not over, in memory as long as there is room, else in files, which are read from time to time for those
// that are over.
import type { TemporaryFile } from "@flowlogs/base/contracts";
import type { PeersOf } from "./client.ts";
import type { Conversation } from "./conversation.ts";
import { ConversationFiles } from "./conversationFiles.ts";
import { ConversationTable, type ConversationTimes } from "./conversationTable.ts";

export interface OpenConversationsOptions extends ConversationTimes {
  /** Conversations in memory at most. */
  readonly most: number;
  readonly temporary: () => TemporaryFile;
}

/** Takes conversations that are over. */
type TakeOver = (over: readonly Conversation[], peersOf: PeersOf) => void;

/** How often a part that is too large is parted again: what is left after that has one key. */
const DEEPEST = 4;

export class OpenConversations {
  readonly #options: OpenConversationsOptions;
  readonly #table: ConversationTable;
  #files: ConversationFiles | undefined;
  #merged = Number.NEGATIVE_INFINITY;
  #spilled = 0;

  constructor(options: OpenConversationsOptions) {
    this.#options = options;
    this.#table = new ConversationTable(options);
  }

  /** Whether there is one in memory that it belongs to. */
  add(conversation: Conversation): boolean {
    const isKnown = this.#table.add(conversation);
    if (this.#table.size > this.#options.most) this.#spill();
    return isKnown;
  }

  get size(): number {
    return this.#table.size;
  }

  /** Bytes that went through files. */
  get spilled(): number {
    return this.#spilled + (this.#files?.bytes ?? 0);
  }

  /** Hands over those that are over when the newest record starts at this time. */
  takeOver(newest: number, take: TakeOver): void {
    if (this.#files === undefined) {
      const over = this.#table.takeOver(newest);
      take(over, (key, isFirst) => this.#table.peers.of(key, isFirst));
      this.#table.forgetPeers(over);
      return;
    }
    // All of them have to be read for that.
    const { idle, late } = this.#options;
    if (newest - this.#merged < idle + late) return;
    this.#merged = newest;
    const open = this.#takeFiles(newest, take);
    if (open !== undefined) this.#files = open;
  }

  takeAll(take: TakeOver): void {
    if (this.#files === undefined) this.takeOver(Number.POSITIVE_INFINITY, take);
    else this.#takeFiles(Number.POSITIVE_INFINITY, take);
  }

  #spill(): void {
    this.#files ??= new ConversationFiles(this.#options.temporary, 0);
    this.#files.write(this.#table.takeAll());
    this.#table.peers.clear();
  }

  /** Hands over those in files that are over; the files of the others. */
  #takeFiles(newest: number, take: TakeOver): ConversationFiles | undefined {
    this.#spill();
    const files = this.#files;
    if (files === undefined) return undefined;
    const open = new ConversationFiles(this.#options.temporary, 0);
    for (const part of files.take()) this.#takePart(part, newest, take, open, 1);
    this.#spilled += files.bytes;
    return open;
  }

  #takePart(
    part: Iterable<Conversation>,
    newest: number,
    take: TakeOver,
    open: ConversationFiles,
    level: number,
  ): void {
    let parts: ConversationFiles | undefined;
    for (const conversation of part) {
      this.#table.add(conversation);
      if (this.#table.size <= this.#options.most || level >= DEEPEST) continue;
      parts ??= new ConversationFiles(this.#options.temporary, level);
      parts.write(this.#table.takeAll());
    }
    if (parts !== undefined) {
      parts.write(this.#table.takeAll());
      for (const smaller of parts.take()) this.#takePart(smaller, newest, take, open, level + 1);
      this.#spilled += parts.bytes;
      return;
    }
    // Peers are in several files.
    take(this.#table.takeOver(newest), () => 0);
    open.write(this.#table.takeAll());
    this.#table.peers.clear();
  }
}
