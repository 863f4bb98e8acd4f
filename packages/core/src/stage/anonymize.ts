// Replaces addresses in lines: each text that is an address, under whatever key and in lists. The kernel finds them and writes the lines.
// What is told at the end: the fields in which addresses were replaced, and those which still have some, inside of longer texts.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { listed } from "../text/listed.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { FOUND_ADDRESS } from "@flowlogs/kernel/opcodes";
import { NotedFields } from "./notedFields.ts";
import { type PrefixCipher, ReplacedAddresses } from "./replacedAddresses.ts";
import type { Stage, StageContext } from "./stage.ts";

/** Addresses in one batch that have room at first: four in each of its records. */
const FOUND = 16_384;
const SHOWN = 8;

export class AnonymizeStage implements Stage {
  readonly partials = "noted";
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #context: StageContext;
  readonly #addresses: ReplacedAddresses;
  readonly #fields: NotedFields;
  /** Where in the lines addresses were found. */
  #found = 0;
  #room = FOUND;
  #records = 0;

  constructor(kernel: Kernel, output: Output, cipher: PrefixCipher, context: StageContext) {
    this.#kernel = kernel;
    this.#output = output;
    this.#context = context;
    this.#addresses = new ReplacedAddresses(kernel, cipher);
    this.#fields = new NotedFields(kernel);
    this.#openFound();
  }

  #openFound(): void {
    this.#found = this.#kernel.allocate(this.#room * FOUND_ADDRESS);
    this.#kernel.openFound(this.#found, this.#room);
  }

  accept(batch: Batch): void {
    const { list, selected } = batch;
    this.#records += selected;
    for (let from = 0; from < selected;) {
      const to = this.#kernel.findAddresses(list, from, selected) >>> 0;
      this.#addresses.replace();
      if (to > from) this.#write(batch, from, to);
      if (to < selected) this.#makeRoom(to === from);
      from = to;
    }
  }

  #write({ kernel, list }: Batch, from: number, to: number): void {
    kernel.startWriting(this.#found);
    this.#output.write(
      to - from,
      (done, out, limit) => kernel.writeAnonymized(list, from + done, to, out, limit),
      () => (kernel.written.value >>> 0) - from,
    );
  }

  /** `isOneRecord`: what there is has no room for all addresses of one record. */
  #makeRoom(isOneRecord: boolean): void {
    if (this.#kernel.wantsAddresses.value !== 0) this.#addresses.makeRoom(isOneRecord);
    else if (isOneRecord) {
      this.#room *= 4;
      this.#openFound();
    }
  }

  finish(): void {
    const { replaced, left, others } = this.#fields.read();
    const names = listed(replaced, "and", SHOWN);
    const beyond = others.areReplaced ? `, and in fields beyond the first ${others.after}` : "";
    if (this.#records > 0) {
      const what = replaced.length === 0 ? "no record has an address" : `addresses are replaced in ${names}${beyond}`;
      this.#context.note(what);
    }
    for (const { name, records } of left.slice(0, SHOWN)) this.#tellLeft(`${name} still has`, records, "record");
    const more = left.slice(SHOWN);
    const values = more.reduce((sum, { records }) => sum + records, others.left);
    if (others.left > 0) this.#tellLeft(`more than ${more.length} other fields still have`, values, "value");
    else if (more.length > 0) this.#tellLeft(`${more.length} more still have`, values, "value");
  }

  #tellLeft(what: string, count: number, unit: string): void {
    const many = `${count} ${unit}${count === 1 ? "" : "s"}`;
    const problem = `${what} addresses in ${many}: only texts that are one are replaced`;
    this.#context.missing({ problem, advice: "leave the field out before you share the records" }, false);
  }
}
