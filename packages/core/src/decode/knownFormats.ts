// The formats that a headerless line may have: the ones that the user names, or else the one that is known or assumed and
// AWS's two defaults, and those of earlier headers; each also after the time that CloudWatch puts in front of exported lines, or the time
// and the stream that `aws logs tail` does. A line is recognised by its number of columns and by what is in them.
import { isProblem } from "@flowlogs/base/problem";
import { findField, defaultFormat, parseFormat, transitGatewayFormat } from "../field.ts";

/** A format with what comes before its columns. */
export interface KnownFormat {
  readonly names: readonly string[];
  /** Number of leading names that are fields of the origin, not of the log. */
  readonly lead: number;
  /** The user has named it. */
  readonly isGiven: boolean;
}

const leads: readonly (readonly string[])[] = [[], ["event_time"], ["event_time", "log_stream"]];
/** Headers that are remembered. */
const HEADERS = 16;
/** Numbers of columns for which the kernel can ask. */
const COUNTS = 256;

export class KnownFormats {
  readonly #named: readonly (readonly string[])[];
  readonly #isGiven: boolean;
  #headers: (readonly string[])[] = [];
  #all: readonly KnownFormat[] = [];

  /**
   * `named`: the formats that are known, the first one being that of lines until a header comes. `isGiven`: the user has
   * named them, and lines have no other ones.
   */
  constructor(named: readonly (readonly string[])[], isGiven: boolean) {
    this.#named = named;
    this.#isGiven = isGiven;
    this.forgetHeaders();
  }

  /** The format that lines have unless they cannot have it. */
  get primary(): KnownFormat {
    return this.#all[0] ?? { names: defaultFormat, lead: 0, isGiven: false };
  }

  /** The lines that follow a header have its format. */
  meetHeader(names: readonly string[]): void {
    this.#headers = [names, ...this.#headers.filter((other) => other.join() !== names.join())].slice(0, HEADERS);
    this.#list();
  }

  /** The names of a format that the user has named, if the words are just those: a header, however few of them are known. */
  headingOf(words: readonly string[]): readonly string[] | undefined {
    if (!this.#isGiven) return undefined;
    const format = parseFormat(words.join(","));
    return isProblem(format) ? undefined : this.#named.find((names) => names.join() === format.join());
  }

  /** Whether the last header has named these columns. */
  follows(names: readonly string[]): boolean {
    return this.#headers[0]?.join() === names.join();
  }

  forgetHeaders(): void {
    this.#headers = [];
    this.#list();
  }

  /** Whether only the values distinguish lines of this format from those of another one. */
  isShared({ names }: KnownFormat): boolean {
    return this.#all.filter((other) => other.names.length === names.length).length > 1;
  }

  /** Whether addresses must look like some, to distinguish lines of this format from others; a header is trusted. */
  isStrict(format: KnownFormat): boolean {
    return format !== this.primary || (this.#headers.length === 0 && this.isShared(format));
  }

  /** A bit for each number of columns that another format than this one has. */
  countsBeside(current: KnownFormat): Uint8Array {
    const bits = new Uint8Array(COUNTS / 8);
    // Away from the primary format every line that does not fit is looked at, and judged by that one in the end.
    if (current !== this.primary) return bits.fill(0xff);
    for (const { names } of this.#all.filter((format) => format !== current)) {
      if (names.length < COUNTS) bits[names.length >> 3] = (bits[names.length >> 3] ?? 0) | (1 << (names.length & 7));
    }
    return bits;
  }

  /** The format that these words fit: the primary one if they can, else the one they fit most; undefined for none. */
  choose(words: readonly string[]): KnownFormat | undefined {
    let best: KnownFormat | undefined;
    let bestEvidence = 0;
    for (const format of this.#all) {
      if (format.names.length !== words.length) continue;
      const found = evidence(format, words, this.isStrict(format));
      if (found === undefined) continue;
      if (format === this.primary) return format;
      if (found > bestEvidence) {
        best = format;
        bestEvidence = found;
      }
    }
    return best;
  }

  #list(): void {
    const [first, ...others] = [...this.#headers, ...this.#named];
    const standard = [defaultFormat, transitGatewayFormat];
    // Who names one of AWS's defaults has not ruled out the other.
    const isStandard = standard.some((names) => this.#named.some((it) => it.join() === names.join()));
    const usual = this.#isGiven && !isStandard ? [] : standard;
    const distinct = new Map([first ?? defaultFormat, ...others, ...usual].map((names) => [names.join(), names]));
    const given = new Set(this.#isGiven ? this.#named.map((names) => names.join()) : []);
    this.#all = leads.flatMap((lead) =>
      [...distinct].map(([key, names]) => ({
        names: [...lead, ...names],
        lead: lead.length,
        isGiven: given.has(key),
      })),
    );
  }
}

/** How many of the words are what their columns are known to hold, less those that are not; undefined when they do not fit. */
function evidence({ names, lead }: KnownFormat, words: readonly string[], isStrict: boolean): number | undefined {
  let found = 0;
  for (const [i, word] of words.entries()) {
    const name = names[i] ?? "";
    // A time in front of a line is never null: what is there is a column too many.
    if (word === "-" && (i >= lead || name !== "event_time")) continue;
    const pattern = i < lead ? (name === "event_time" ? stamp : undefined) : patternOf(name);
    if (pattern === undefined) continue;
    if (pattern.test(word)) found++;
    else if (i < lead || mustMatch(name, isStrict)) return undefined;
    else found--;
  }
  return found;
}

const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const address = /^[\da-fA-F.]*[.:][\da-fA-F.:]*$/;

const patterns: Readonly<Record<string, RegExp>> = {
  interface_id: /^eni-/,
  next_hop_interface_id: /^eni-/,
  vpc_id: /^vpc-/,
  subnet_id: /^subnet-/,
  instance_id: /^i-/,
  account_id: /^(\d{12}|unknown)$/,
  action: /^(ACCEPT|REJECT)$/,
  log_status: /^(OK|NODATA|SKIPDATA)$/,
  flow_direction: /^(ingress|egress)$/,
  type: /^(IPv4|IPv6|EFA)$/,
  resource_type: /^TransitGateway$/,
  tgw_id: /^tgw-/,
  tgw_attachment_id: /^tgw-attach-/,
};

function mustMatch(name: string, isStrict: boolean): boolean {
  const kind = findField(name)?.kind;
  return kind === "integer" || kind === "time" || (kind === "address" && isStrict);
}

function patternOf(name: string): RegExp | undefined {
  const kind = findField(name)?.kind;
  if (kind === "integer" || kind === "time") return number;
  return kind === "address" ? address : patterns[name];
}
