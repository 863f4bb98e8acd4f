// What the marks of partial states say: the version of their form, and the keys that they were grouped by, which must be those of
// the run that merges, or more.
import { identityOf } from "../../field.ts";
import { listIn } from "./stateText.ts";
import { PARTIAL_KEY, PARTIAL_VERSION } from "./mark.ts";
import { notAState, PartialError } from "./partialError.ts";

export class PartialMarks {
  readonly #keys: () => readonly string[];
  readonly #ordered: string | undefined;
  readonly #known = new Set<string>();
  /** Some states were grouped by keys that are not asked for. */
  haveMoreKeys = false;

  /** `keys`: those that are asked for, as the data calls them; `ordered`: an aggregate that needs the same keys. */
  constructor(keys: () => readonly string[], ordered: string | undefined) {
    this.#keys = keys;
    this.#ordered = ordered;
  }

  /** Returns the mark, if it is one. Throws PartialError; undefined: the record has no mark. */
  check(mark: string | undefined): string {
    if (mark !== undefined && this.#known.has(mark)) return mark;
    if (mark === undefined) {
      throw new PartialError(
        `a record has no "${PARTIAL_KEY}": it is not a partial state`,
        "write all records with flow-group --partial",
      );
    }
    this.#checkKeys(keysIn(mark));
    this.#known.add(mark);
    return mark;
  }

  #checkKeys(theirs: readonly string[]): void {
    const keys = this.#keys();
    const known = new Set(theirs.map(identityOf));
    const lacking = keys.find((key) => !known.has(identityOf(key)));
    const by = theirs.length === 0 ? "no key" : theirs.join(",");
    if (lacking !== undefined) {
      const advice = "give --partial all keys that --merge is asked for";
      throw new PartialError(`a partial state was grouped by ${by}, not by ${lacking}`, advice);
    }
    if (theirs.length === keys.length) return;
    this.haveMoreKeys = true;
    if (this.#ordered === undefined) return;
    const problem = `${this.#ordered} is not known by fewer keys than the ${by} of a partial state`;
    throw new PartialError(problem, "give --merge all keys that --partial was given, or ask for earliest or latest");
  }
}

function keysIn(mark: string): readonly string[] {
  const [version, ...keys] = listIn(mark) ?? [mark];
  if (version !== PARTIAL_VERSION) {
    throw new PartialError(
      `partial states of version ${String(version).slice(0, WIDTH)} are not known here`,
      "use the version of flow-group that wrote them",
    );
  }
  const names = keys.filter((key) => typeof key === "string");
  if (names.length < keys.length) throw notAState(PARTIAL_KEY, mark);
  return names;
}

/** The longest version that a message shows. */
const WIDTH = 40;
