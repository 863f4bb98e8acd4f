// Makes a conversation of what the kernel has of it: of the structures in assembly/opcodes.ts.
import { formatAddress } from "../address.ts";
import * as at from "@flowlogs/kernel/opcodes";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Amount } from "./amount.ts";
import { addLeg, type Conversation, type FlowDirection, joinWords, type Leg } from "./conversation.ts";
import { type FlowKey, hasPorts } from "./flowKey.ts";

export class ConversationReader {
  readonly #kernel: Kernel;
  /** Views of the kernel's memory. */
  #bytes: Uint8Array = new Uint8Array(0);
  #words: Uint32Array = new Uint32Array(0);
  #doubles: Float64Array = new Float64Array(0);
  /** Of the one that was read last: the first end in the kernel's order, that of numbers, is the second one in the order of texts. */
  isTurned = false;
  /** Texts by their positions. */
  readonly #texts = new Map<number, string>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Forgets the texts, whose memory was released. */
  forget(): void {
    this.#texts.clear();
  }

  read(place: number): Conversation {
    const words = (this.#words = this.#kernel.words());
    const doubles = (this.#doubles = this.#kernel.doubles());
    this.#bytes = this.#kernel.bytes();
    const keyAt = words[(place + at.CONVERSATION_KEY) >>> 2] ?? 0;
    const first = this.#address(keyAt + at.KEY_FIRST, keyAt + at.KEY_FIRST_FAMILY);
    const second = this.#address(keyAt + at.KEY_SECOND, keyAt + at.KEY_SECOND_FAMILY);
    const isTurned = (this.isTurned = first > second);
    const legs: Leg[] = [];
    for (let leg = words[(place + at.CONVERSATION_LEGS) >>> 2] ?? 0; leg !== 0;) {
      addLeg(legs, this.#leg(leg, isTurned));
      leg = words[(leg + at.LEG_NEXT) >>> 2] ?? 0;
    }
    return {
      key: this.#key(keyAt, isTurned ? [second, first] : [first, second], isTurned),
      start: doubles[(place + at.CONVERSATION_START) >>> 3] ?? 0,
      end: doubles[(place + at.CONVERSATION_END) >>> 3] ?? 0,
      legs,
    };
  }

  #key(keyAt: number, [first, second]: readonly [string, string], isTurned: boolean): FlowKey {
    const bytes = this.#bytes;
    const protocol = bytes[keyAt + at.KEY_PROTOCOL] ?? 0;
    const port = sixteen(bytes, keyAt + at.KEY_FIRST_PORT);
    const other = sixteen(bytes, keyAt + at.KEY_SECOND_PORT);
    const [firstPort, secondPort] = isTurned ? [other, port] : [port, other];
    return { protocol, hasPorts: hasPorts(protocol), first, firstPort, second, secondPort };
  }

  #leg(leg: number, isTurned: boolean): Leg {
    const bytes = this.#bytes;
    const words = this.#words;
    const doubles = this.#doubles;
    const way = bytes[leg + at.LEG_WAY] ?? 0;
    const given = bytes[leg + at.LEG_GIVEN_PORTS] ?? 0;
    return {
      isForward: ((way & at.WAY_FORWARD) !== 0) !== isTurned,
      seenBy: this.#text(words[(leg + at.LEG_SEEN_BY) >>> 2] ?? 0),
      flowDirection: directionOf(way),
      start: doubles[(leg + at.LEG_START) >>> 3] ?? 0,
      end: doubles[(leg + at.LEG_END) >>> 3] ?? 0,
      flows: words[(leg + at.LEG_FLOWS) >>> 2] ?? 0,
      packets: this.#amount(leg + at.LEG_PACKETS, bytes[leg + at.LEG_PACKETS_KIND] ?? 0),
      bytes: this.#amount(leg + at.LEG_BYTES, bytes[leg + at.LEG_BYTES_KIND] ?? 0),
      flags: (words[(leg + at.LEG_FLAGS) >>> 2] ?? 0) | 0,
      evidence: bytes[leg + at.LEG_EVIDENCE] ?? 0,
      actions: bytes[leg + at.LEG_ACTIONS] ?? 0,
      via: this.#via(words[(leg + at.LEG_HOPS) >>> 2] ?? 0),
      sourcePort: (given & 1) === 0 ? undefined : sixteen(bytes, leg + at.LEG_SOURCE_PORT),
      targetPort: (given & 2) === 0 ? undefined : sixteen(bytes, leg + at.LEG_TARGET_PORT),
      places: [leg],
    };
  }

  #amount(place: number, kind: number): Amount {
    if (kind === at.AMOUNT_NONE) return undefined;
    if (kind === at.AMOUNT_FRACTION) return this.#doubles[place >>> 3];
    const low = this.#words[place >>> 2] ?? 0;
    const high = this.#words[(place >>> 2) + 1] ?? 0;
    if (kind === at.AMOUNT_TEXT) return BigInt(this.#text(low));
    const number = high * 2 ** 32 + low;
    return Number.isSafeInteger(number) ? number : BigInt(high) * 2n ** 32n + BigInt(low);
  }

  #text(place: number): string {
    if (place === 0) return "";
    const known = this.#texts.get(place);
    if (known !== undefined) return known;
    const length = this.#words[place >>> 2] ?? 0;
    const text = this.#kernel.text(place + 4, place + 4 + length);
    this.#texts.set(place, text);
    return text;
  }

  #via(first: number): string {
    let via = "";
    const words = this.#words;
    for (let hop = first; hop !== 0; hop = words[(hop >>> 2) + 1] ?? 0) {
      const text = words[hop >>> 2] ?? 0;
      via = joinWords(via, this.#address(text + 5, text + 4));
    }
    return via;
  }

  /** The address of 16 bytes, of the family in a byte. */
  #address(place: number, family: number): string {
    const bytes = this.#bytes;
    const low = place + 8;
    if (bytes[family] === 4) return `${bytes[low + 3]}.${bytes[low + 2]}.${bytes[low + 1]}.${bytes[low]}`;
    const view = new DataView(bytes.buffer, place, 16);
    return formatAddress({ family: 6, high: view.getBigUint64(0, true), low: view.getBigUint64(8, true) });
  }
}

function sixteen(bytes: Uint8Array, place: number): number {
  return (bytes[place] ?? 0) | ((bytes[place + 1] ?? 0) << 8);
}

function directionOf(way: number): FlowDirection {
  return (way & at.WAY_EGRESS) !== 0 ? "egress" : (way & at.WAY_INGRESS) !== 0 ? "ingress" : "";
}
