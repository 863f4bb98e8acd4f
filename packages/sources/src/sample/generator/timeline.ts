// Generated logs from their beginning to their end: what happens when, which interfaces are quiet, and in which file each record is
// delivered. Lines come out as soon as their file is complete, so that a log may have any length.
import { makeScene, outsideOfNat, type Scene } from "./cases.ts";
import { LogLines } from "./columns.ts";
import { type GeneratedAnswer, type GeneratedFlow, logScene, WINDOW } from "./flows.ts";
import { afterQuiet, beforeQuiet, type GapAnswer, gapAnswer, gapsOf, type GeneratedGap, HOUR } from "./gaps.ts";
import { type GeneratedHost, type GeneratedNetwork, makeNetwork } from "./network.ts";
import type { GeneratorOptions } from "./options.ts";
import { EventQueue } from "./queue.ts";
import { SeededRandom } from "./random.ts";
import { makeScan } from "./scan.ts";

/** AWS delivers a file every five minutes, with the records that ended in them. */
const FILE_SECONDS = 300;
/** The same ends meet again no sooner: flow-pair's --idle is ten minutes. */
const REUSE_SECONDS = 700;
/** How many scans there are in a thousand conversations, and how many of a hundred conversations have a second one later. */
const [SCANS, REPEATS] = [1.2, 10];

interface PlannedScene {
  readonly scene: Scene;
  readonly seed: number;
  readonly mayRepeat: boolean;
}

type Planned = PlannedScene | readonly GeneratedGap[];

export type GeneratorAnswer = GapAnswer | GeneratedAnswer;

export class Timeline {
  readonly #options: GeneratorOptions;
  readonly #random: SeededRandom;
  /** Apart, so that the same conversations come with and without delay. */
  readonly #deliveryRandom: SeededRandom;
  readonly #network: GeneratedNetwork;
  readonly #lines: LogLines;
  readonly #planned = new EventQueue<Planned>();
  /** When the last conversation of each pair of ends is over. */
  #busy = new Map<string, number>();
  /** Lines by the time of their file. */
  readonly #files = new Map<number, string[]>();
  #records = 0;
  #hour: number;

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#deliveryRandom = new SeededRandom(options.seed + 1_000_003);
    this.#network = makeNetwork(this.#random, options.version);
    this.#lines = new LogLines(options);
    this.#hour = Math.floor(options.start / HOUR);
  }

  /** The log, in pieces. */
  *log(): Generator<string> {
    yield this.#lines.heading;
    for (const { time } of this.#happenings()) yield* this.#filesUntil(time);
    yield* this.#filesUntil(Number.POSITIVE_INFINITY);
  }

  *answers(): Generator<GeneratorAnswer> {
    for (const { answers } of this.#happenings()) {
      this.#files.clear();
      yield* answers;
    }
  }

  /** What happens, in the order of time. No record ends before the time of a later one. */
  *#happenings(): Generator<{ time: number; answers: readonly GeneratorAnswer[] }> {
    let clock = this.#options.start;
    while (this.#records < this.#options.records) {
      clock = afterQuiet(clock + this.#random.integer(0, 2));
      this.#plan(clock);
      for (let next = this.#planned.next(clock); next !== undefined; next = this.#planned.next(clock)) {
        yield { time: next.time, answers: this.#happen(next.time, next.event) };
        if (this.#records >= this.#options.records) return;
      }
    }
  }

  #plan(time: number): void {
    const random = this.#random;
    for (; this.#hour * HOUR <= time; this.#hour++) this.#planGaps(time);
    const { version, ipv6 } = this.#options;
    this.#planned.add(time, this.#event(makeScene(random, this.#network, version, ipv6), true));
    if (version === 6 || !random.chance(SCANS / 10)) return;
    for (const { after, scene } of makeScan(random, this.#network))
      this.#planned.add(time + after, this.#event(scene, false));
  }

  #planGaps(time: number): void {
    if (this.#options.version === 6) return;
    for (const gaps of gapsOf(this.#hour * HOUR, this.#random, this.#network)) {
      const [first] = gaps;
      if (first !== undefined && first.start >= time) this.#planned.add(first.start, gaps);
    }
  }

  #event(scene: Scene, mayRepeat: boolean): PlannedScene {
    return { scene, seed: this.#random.integer(1, 2 ** 31 - 1), mayRepeat };
  }

  #happen(time: number, event: Planned): readonly GeneratorAnswer[] {
    if ("scene" in event) return this.#play(afterQuiet(time), event);
    for (const { host, status, start, minutes } of event) {
      for (let minute = 0; minute < minutes; minute++) {
        const from = start + minute * WINDOW;
        this.#write(from + WINDOW - 1, this.#lines.gap(host, from, status));
      }
    }
    return event.map(gapAnswer);
  }

  #play(time: number, { scene: whole, seed, mayRepeat }: PlannedScene): readonly GeneratedAnswer[] {
    const scene = beforeQuiet(whole, time);
    const scenes = this.#sidesOf(scene);
    const end = time + scene.length + 5;
    const keys = scenes.map(keyOf);
    if (keys.some((key) => time - (this.#busy.get(key) ?? Number.NEGATIVE_INFINITY) <= REUSE_SECONDS)) return [];
    for (const key of keys) this.#busy.set(key, end);
    if (mayRepeat && this.#random.chance(REPEATS)) {
      const again = end + REUSE_SECONDS + this.#random.integer(100, 700);
      this.#planned.add(again, this.#event(scene, false));
    }
    return scenes.map((side) => {
      const { flows, answer } = logScene(side, time, seed, this.#network, this.#options);
      for (const flow of flows) this.#deliver(flow);
      return answer;
    });
  }

  /** A NAT gateway makes a second conversation of one, and a third one of the log does not tell the packets' own addresses. */
  #sidesOf(scene: Scene): readonly Scene[] {
    if (scene.nat === undefined) return [scene];
    const { natGateway } = this.#network;
    const outside = outsideOfNat(this.#random, scene, this.#network);
    if (this.#options.version > 2) return [scene, outside];
    return [
      scene,
      { ...scene, server: natGateway, story: "to a NAT gateway", client: withoutInterface(scene.client) },
      outside,
    ];
  }

  #deliver(flow: GeneratedFlow): void {
    const { late } = this.#options;
    const files = Math.floor(late / FILE_SECONDS);
    const delay = files > 0 && this.#deliveryRandom.chance(5) ? this.#deliveryRandom.integer(1, files) : 0;
    this.#write(flow.end, this.#lines.line(flow), delay);
  }

  #write(end: number, line: string, delay = 0): void {
    this.#records++;
    const file = (Math.floor(end / FILE_SECONDS) + 1 + delay) * FILE_SECONDS;
    const lines = this.#files.get(file);
    if (lines === undefined) this.#files.set(file, [line]);
    else lines.push(line);
  }

  *#filesUntil(time: number): Generator<string> {
    const complete = [...this.#files.keys()].filter((file) => file <= time).toSorted((left, right) => left - right);
    for (const file of complete) {
      // AWS promises no order inside a file.
      for (const line of this.#deliveryRandom.shuffle(this.#files.get(file) ?? [])) yield line;
      this.#files.delete(file);
    }
    if (this.#busy.size > 100_000) this.#forget(time);
  }

  #forget(time: number): void {
    this.#busy = new Map([...this.#busy].filter(([, end]) => time - end <= REUSE_SECONDS));
  }
}

/** The same host, as if its interface logged nothing. */
function withoutInterface({ address }: GeneratedHost): GeneratedHost {
  return { address };
}

/** Of both directions; messages of ICMP have no ports. */
function keyOf({ protocol, client, clientPort, server, serverPort }: Scene): string {
  return `${protocol} ${[`${client.address} ${clientPort}`, `${server.address} ${serverPort}`].toSorted().join(" ")}`;
}
