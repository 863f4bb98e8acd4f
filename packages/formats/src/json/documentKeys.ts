// Which lists of a JSON document hold what is wanted, by the keys in front of them: its "events", or its "results", when these
// are lists themselves, the rows of a query. It is told of each string and bracket of the document as they come.

/** What the elements of a list are. */
export type Elements = "events" | "rows";

export class DocumentKeys {
  /** The key that was read last, until its value begins. */
  #key = "";
  /** The key of the value that begins. */
  #keyOfValue = "";
  #mayHoldRows = false;

  /** Another document begins. */
  begin(): void {
    this.#key = "";
    this.#keyOfValue = "";
    this.#mayHoldRows = false;
  }

  /** Something else than a colon comes: a value, or what stands behind it. */
  pass(): void {
    this.#keyOfValue = this.#key;
    this.#key = "";
  }

  /** A string right inside of the document ends; whether it is the value of "status". `text`: with its quotes. */
  takeString(text: string): boolean {
    this.#key = text;
    return this.#keyOfValue === '"status"';
  }

  /** A list is opened, `level` brackets deep in the document; what it holds, if that is wanted. */
  openList(level: number, isFirstOfList: boolean): Elements | undefined {
    if (level === 3 && isFirstOfList && this.#mayHoldRows) return "rows";
    this.#mayHoldRows = level === 2 && this.#keyOfValue === '"results"';
    return level === 2 && this.#keyOfValue === '"events"' ? "events" : undefined;
  }
}
