// The events of a log group, ready to be served: in the order that CloudWatch Logs keeps them, each rendered once, and all
// of them in one buffer, so that a million cost no objects.
import { compilePattern } from "./pattern.ts";

export interface Event {
  readonly stream: string;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime?: number;
}

export interface Query {
  readonly from: number;
  /** The end, which is in it. */
  readonly to: number;
  readonly pattern: string;
  readonly streams?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
}

interface Limits {
  readonly events: number;
  readonly bytes: number;
  /** Events that are looked at for one page, so that a page of a rare pattern may be empty. */
  readonly looked: number;
}

/** An event in the order of the service: its time, when it came, and where its bytes are, with a comma in front. */
type Place = readonly [timestamp: number, ingested: number, from: number, to: number, size: number];

export class Store {
  readonly streams = new Set<string>();
  bytes = 0;
  #json = Buffer.alloc(1 << 20);
  #length = 0;
  #places: Place[] = [];
  #isSorted = true;

  put(events: Iterable<Event>): void {
    for (const { stream, timestamp, message, ingestionTime = timestamp + 60_000 } of events) {
      const eventId = `3${String(timestamp)}${String(this.#places.length).padStart(42, "0")}`;
      const json = `,${JSON.stringify({ logStreamName: stream, timestamp, message, ingestionTime, eventId })}`;
      const from = this.#append(json);
      const size = message.length + 26;
      this.bytes += size;
      this.streams.add(stream);
      const before = this.#places.at(-1);
      this.#isSorted &&=
        before === undefined || before[0] < timestamp || (before[0] === timestamp && before[1] <= ingestionTime);
      this.#places.push([timestamp, ingestionTime, from, this.#length, size]);
    }
  }

  get first(): number {
    return this.#sorted()[0]?.[0] ?? 0;
  }

  /** From the event at `start` on: the rendered events of one page, and where the next one starts. */
  page(query: Query, start: number, most: Limits): { json: Buffer; next: number | undefined } {
    const places = this.#sorted();
    const wanted = this.#wanted(query);
    const found: Buffer[] = [];
    let [bytes, at] = [0, start < 0 ? firstFrom(places, query.from) : start];
    const end = Math.min(places.length, at + most.looked);
    for (; at < end; at++) {
      const [timestamp = 0, , from = 0, to = 0, size = 0] = places[at] ?? [];
      if (timestamp > query.to) break;
      const json = this.#json.subarray(from, to);
      if (!wanted(json)) continue;
      if (found.length > 0 && (found.length >= most.events || bytes + size > most.bytes)) break;
      found.push(json);
      bytes += size;
    }
    const next = places[at];
    return { json: Buffer.concat(found).subarray(1), next: next === undefined || next[0] > query.to ? undefined : at };
  }

  #append(json: string): number {
    if (this.#length + 4 * json.length > this.#json.length) {
      this.#json = Buffer.concat([this.#json, Buffer.alloc(this.#json.length + 4 * json.length)]);
    }
    const from = this.#length;
    this.#length += this.#json.write(json, from);
    return from;
  }

  #sorted(): readonly Place[] {
    if (!this.#isSorted) this.#places.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    this.#isSorted = true;
    return this.#places;
  }

  #wanted({ pattern, streams, prefix }: Query): (json: Buffer) => boolean {
    if (pattern.trim() === "" && streams === undefined && prefix === undefined) return () => true;
    const matches = compilePattern(pattern);
    return (json) => {
      const event: { logStreamName: string; message: string } = JSON.parse(json.subarray(1).toString());
      const isOf = streams?.includes(event.logStreamName) ?? event.logStreamName.startsWith(prefix ?? "");
      return isOf && matches(event.message);
    };
  }
}

function firstFrom(places: readonly Place[], time: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.[0] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
