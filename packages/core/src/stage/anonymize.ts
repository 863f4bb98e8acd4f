// Replaces addresses in lines: each text that is an address, under whatever key and in lists. What is told at the end: the fields in
// which addresses were replaced, and those which still have some, inside of longer texts.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { parseAddress } from "../address.ts";
import { listed } from "../text/listed.ts";
import { membersOf } from "../text/member.ts";
import type { Stage, StageContext } from "./stage.ts";

export interface AddressReplacer {
  /** What replaces a text; undefined: it is not an address. */
  readonly replacementOf: (text: string) => string | undefined;
  /** A character for each byte, whatever the text is in. */
  readonly latin1: { readonly decode: (bytes: Uint8Array) => string; readonly encode: (text: string) => Uint8Array };
}

/** Texts that may be addresses. */
const WHOLE = /"([0-9a-fA-F:.]{2,45})"/g;
/** Parts of longer texts that may be addresses. */
const INSIDE = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)|(?<![\w:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}/g;
const SHOWN = 8;

export class AnonymizeStage implements Stage {
  readonly partials = "noted";
  readonly #output: Output;
  readonly #replacer: AddressReplacer;
  readonly #context: StageContext;
  readonly #replaced = new Set<string>();
  /** Records that still have addresses, by the field. */
  readonly #left = new Map<string, number>();
  #records = 0;

  constructor(output: Output, replacer: AddressReplacer, context: StageContext) {
    this.#output = output;
    this.#replacer = replacer;
    this.#context = context;
  }

  accept(batch: Batch): void {
    this.#records += batch.selected;
    const { latin1 } = this.#replacer;
    for (let place = 0; place < batch.selected; place++) {
      const text = this.#replace(latin1.decode(batch.line(batch.rowAt(place))));
      this.#output.append(latin1.encode(`${text}\n`));
      this.#output.records++;
    }
  }

  #replace(line: string): string {
    const text = line.includes("\\") ? withoutEscapes(line) : line;
    let done = 0;
    let replaced = "";
    let rest = "";
    for (const match of text.matchAll(WHOLE)) {
      const [whole, word = ""] = match;
      const end = match.index + whole.length;
      const replacement = isKey(text, end) ? undefined : this.#replacer.replacementOf(word);
      if (replacement === undefined) continue;
      this.#replaced.add(keyBefore(text, match.index));
      const between = text.slice(done, match.index);
      replaced += `${between}"${replacement}"`;
      rest += between;
      done = end;
    }
    const last = text.slice(done);
    if (hasAddress(rest + last)) this.#countLeft(text);
    return replaced + last;
  }

  /** Of a line that still has addresses: in which fields. */
  #countLeft(text: string): void {
    for (const { key, valueFrom, to } of membersOf(text) ?? []) {
      const value = text
        .slice(valueFrom, to)
        .replaceAll(WHOLE, (whole, word: string) => (this.#replacer.replacementOf(word) === undefined ? whole : ""));
      if (hasAddress(value) || hasAddress(key)) this.#left.set(key, (this.#left.get(key) ?? 0) + 1);
    }
  }

  finish(): void {
    const replaced = Array.from(this.#replaced, (key) => this.#nameOf(key));
    if (this.#records > 0) {
      this.#context.note(
        replaced.length === 0
          ? "no record has an address"
          : `addresses are replaced in ${listed(replaced, "and", SHOWN)}`,
      );
    }
    for (const [key, count] of this.#left) {
      const records = count === 1 ? "1 record" : `${count} records`;
      const problem = `${this.#nameOf(key)} still has addresses in ${records}: only texts that are one are replaced`;
      this.#context.missing({ problem, advice: "leave the field out before you share the records" }, false);
    }
  }

  #nameOf(key: string): string {
    return new TextDecoder().decode(this.#replacer.latin1.encode(key));
  }
}

/** Whether the text that ends there is a key. */
function isKey(text: string, end: number): boolean {
  return /\s*:/y.test(text.slice(end, end + 8));
}

/** The key of a value, or of the list that the value is in. */
function keyBefore(text: string, valueFrom: number): string {
  let at = text.lastIndexOf(":", valueFrom);
  // Addresses in a list before this one have colons too: a key's colon follows a quote.
  while (at > 0 && !/"\s*$/.test(text.slice(Math.max(0, at - 8), at))) at = text.lastIndexOf(":", at - 1);
  const end = text.lastIndexOf('"', at);
  let from = text.lastIndexOf('"', end - 1);
  while (from > 0 && text.charAt(from - 1) === "\\") from = text.lastIndexOf('"', from - 1);
  return text.slice(from + 1, end);
}

function hasAddress(text: string): boolean {
  for (const [part] of text.matchAll(INSIDE)) if (parseAddress(part) !== undefined && part !== "::") return true;
  return false;
}

/** The same with addresses that are written with escapes, as nobody does, without them. */
function withoutEscapes(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, (word) => {
    if (!word.includes("\\")) return word;
    const value = String(JSON.parse(word));
    return /^[0-9a-fA-F:.]{2,45}$/.test(value) ? `"${value}"` : word;
  });
}
