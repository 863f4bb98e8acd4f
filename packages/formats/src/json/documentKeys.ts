// Decides by their keys which lists of a JSON document have the values that we want: its "events", or its "results" if their
// elements are lists, the rows of a query. The splitter reports each string and bracket as it comes.

/** The elements of a list. */
type ListElements = "events" | "rows";

export class DocumentKeys {
  /** The key that was read last, until its value begins. */
  #key = "";
  /** The key of the value that is beginning. */
  #keyOfValue = "";
  #mayHoldRows = false;

  /** A document begins. */
  begin(): void {
    this.#key = "";
    this.#keyOfValue = "";
    this.#mayHoldRows = false;
  }

  /** Anything but a colon comes: a value, or what follows it. */
  pass(): void {
    this.#keyOfValue = this.#key;
    this.#key = "";
  }

  /** A string at the top level of the document ends; true if it is the value of "status". `text`: with its quotes. */
  takeString(text: string): boolean {
    this.#key = text;
    return this.#keyOfValue === '"status"';
  }

  /** A list opens, `level` brackets deep in the document; what its elements are, if we want them. */
  openList(level: number, isFirstOfList: boolean): ListElements | undefined {
    if (level === 3 && isFirstOfList && this.#mayHoldRows) return "rows";
    this.#mayHoldRows = level === 2 && this.#keyOfValue === '"results"';
    return level === 2 && this.#keyOfValue === '"events"' ? "events" : undefined;
  }
}
