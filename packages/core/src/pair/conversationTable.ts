// The conversations that are not over: records in any order, and those out that no further record can belong to.
import { type Conversation, joinConversations, type StateJoiner } from "./conversation.ts";
import { OpenPeers } from "./openPeers.ts";

export interface ConversationTimes {
  /** Seconds without a record after which the same endpoints begin another conversation. */
  readonly idle: number;
  /** Seconds that a record may start before the newest one. */
  readonly late: number;
  readonly joinStates: StateJoiner;
}

export class ConversationTable {
  readonly #options: ConversationTimes;
  readonly #open = new Map<string, Conversation>();
  /** How many there are. */
  size = 0;
  readonly peers = new OpenPeers();

  constructor(options: ConversationTimes) {
    this.#options = options;
  }

  /** Adds a conversation, often of a single record, to those that it belongs to. Whether there was one. */
  add(fresh: Conversation): boolean {
    const head = this.#open.get(fresh.key);
    if (head === undefined) {
      this.#open.set(fresh.key, fresh);
      this.peers.add(fresh.key);
      this.size++;
      return false;
    }
    const { start, end } = fresh;
    let [joined, others]: (Conversation | undefined)[] = [undefined, undefined];
    for (let each: Conversation | undefined = head; each !== undefined;) {
      const { next }: Conversation = each;
      if (start - each.end > this.#options.idle || each.start - end > this.#options.idle) {
        each.next = others;
        others = each;
      } else if (joined === undefined) joined = each;
      else {
        // The record is in the gap that kept the two apart.
        joinConversations(joined, each, this.#options.joinStates);
        this.size--;
      }
      each = next;
    }
    if (joined === undefined) this.size++;
    else joinConversations(joined, fresh, this.#options.joinStates);
    const first = joined ?? fresh;
    first.next = others;
    this.#open.set(fresh.key, first);
    return joined !== undefined;
  }

  /** Takes those away that are over when the newest record starts at this time. */
  takeOver(newest: number): Conversation[] {
    const { idle, late } = this.#options;
    const over: Conversation[] = [];
    for (const [key, head] of this.#open) {
      let open: Conversation | undefined;
      const before = over.length;
      for (let each: Conversation | undefined = head; each !== undefined;) {
        const { next }: Conversation = each;
        if (Math.max(each.end, each.touched) + idle + late < newest) over.push(each);
        else {
          each.next = open;
          open = each;
        }
        each = next;
      }
      if (over.length > before + 1)
        over.push(...over.splice(before).toSorted((left, right) => left.start - right.start));
      if (open === undefined) this.#open.delete(key);
      else this.#open.set(key, open);
    }
    this.size -= over.length;
    return over;
  }

  /** Takes all of them away. */
  takeAll(): Conversation[] {
    return this.takeOver(Number.POSITIVE_INFINITY);
  }

  /** Says that these were written: they are no peers of anybody any more. */
  forgetPeers(written: readonly Conversation[]): void {
    for (const { key } of written) if (!this.#open.has(key)) this.peers.remove(key);
    if (this.size === 0) this.peers.clear();
  }
}
