// The table: only the rows that are seen are elements; the others are two rows as high as all of them.
import type { PageData } from "../src/print/page/pageData.ts";
import { Column, filtered, sortRows } from "./columns.ts";
import { button, element } from "./dom.ts";

/** Pixels that a row is high, as the style sheet says too. */
const ROW = 26;
/** Rows above and below those that are seen. */
const SPARE = 12;
/** Characters that a column takes at most: longer texts are cut, and whole in their title. */
const [LEAST, MOST] = [5, 44];

export class Table {
  readonly root: HTMLElement;
  readonly #data: PageData;
  readonly #columns: readonly Column[];
  readonly #body = element("tbody");
  readonly #scroll: HTMLElement;
  readonly #table: HTMLTableElement;
  readonly #status = element("output", { class: "status", for: "filter" });
  readonly #headings: readonly HTMLTableCellElement[];
  #rows: Uint32Array;
  #filter = "";
  #sorted: { readonly column: number; readonly isDescending: boolean } | undefined;
  #isExact = false;
  #first = -1;

  constructor(data: PageData) {
    this.#data = data;
    this.#columns = data.columns.map((column) => new Column(column));
    this.#rows = filtered([], data.rows, "");
    this.#headings = this.#columns.map((column, i) => this.#heading(column, i));
    const widths = this.#columns.map(({ characters }) => Math.min(Math.max(characters, LEAST), MOST));
    const columns = widths.map((characters) => {
      const made = element("col");
      made.style.width = `calc(${characters}ch + 1.5rem)`;
      return made;
    });
    this.#table = element(
      "table",
      { "aria-label": "Records" },
      element("colgroup", {}, ...columns),
      element("thead", {}, element("tr", { "aria-rowindex": "1" }, ...this.#headings)),
      this.#body,
    );
    this.#table.style.width = `calc(${widths.reduce((sum, width) => sum + width, 0)}ch + ${widths.length * 1.5}rem)`;
    this.#scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of records" });
    this.#scroll.append(this.#table);
    this.#scroll.addEventListener("scroll", () => this.#show(), { passive: true });
    new ResizeObserver(() => this.#show()).observe(this.#scroll);
    this.root = element("section", { "aria-label": "Table" }, this.#tools(), this.#scroll);
    this.#arrange();
  }

  #tools(): HTMLElement {
    const input = element("input", { type: "search", id: "filter", autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", () => {
      this.#filter = input.value;
      this.#arrange();
    });
    const exact = button(
      "Exact values",
      () => {
        this.#isExact = !this.#isExact;
        exact.setAttribute("aria-pressed", String(this.#isExact));
        this.#show(true);
      },
      false,
    );
    const isChanged = this.#data.columns.some(({ shown }) => shown !== undefined);
    return element(
      "div",
      { class: "tools" },
      element("label", { for: "filter" }, "Filter"),
      input,
      this.#status,
      ...(isChanged ? [exact] : []),
    );
  }

  #heading(column: Column, place: number): HTMLTableCellElement {
    const sort = button(column.name, () => {
      const isDescending = this.#sorted?.column === place && !this.#sorted.isDescending;
      this.#sorted = { column: place, isDescending };
      this.#arrange();
    });
    sort.title = `Sort by ${column.name}`;
    const kind = column.isRight ? "right" : undefined;
    return element("th", { scope: "col", ...(kind === undefined ? {} : { class: kind }) }, sort);
  }

  /** Chooses and orders the rows, and shows the first of them. */
  #arrange(): void {
    this.#rows = filtered(this.#columns, this.#data.rows, this.#filter);
    const column = this.#columns[this.#sorted?.column ?? -1];
    const isDescending = this.#sorted?.isDescending === true;
    if (column !== undefined) sortRows(this.#rows, column, isDescending);
    for (const [i, heading] of this.#headings.entries()) {
      const order = i === this.#sorted?.column ? (isDescending ? "descending" : "ascending") : "none";
      heading.setAttribute("aria-sort", order);
    }
    const all = this.#data.rows.toLocaleString("en-US");
    const shown = this.#rows.length.toLocaleString("en-US");
    const rows = this.#data.rows === 1 ? "row" : "rows";
    this.#status.value = shown === all ? `${all} ${rows}` : `${shown} of ${all} ${rows}`;
    this.#table.setAttribute("aria-rowcount", String(this.#rows.length + 1));
    this.#scroll.scrollTop = 0;
    this.#show(true);
  }

  /** Makes elements of the rows that are seen. `isOther`: they are not those that were there. */
  #show(isOther = false): void {
    const seen = Math.ceil(this.#scroll.clientHeight / ROW);
    // An even step: rows that are striped stay so.
    const first = Math.max(0, (Math.floor(this.#scroll.scrollTop / ROW) - SPARE) & ~7);
    const end = Math.min(this.#rows.length, first + seen + 2 * SPARE + 8);
    if (!isOther && first === this.#first && this.#body.childElementCount === end - first + 2) return;
    this.#first = first;
    const rows = Array.from(this.#rows.subarray(first, end), (row, i) => this.#row(row, first + i));
    this.#body.replaceChildren(this.#gap(first), ...rows, this.#gap(this.#rows.length - end));
  }

  #gap(rows: number): HTMLTableRowElement {
    const gap = element("tr", { "aria-hidden": "true", class: "gap" }, element("td", {}));
    gap.style.height = `${rows * ROW}px`;
    gap.hidden = rows === 0;
    return gap;
  }

  #row(row: number, place: number): HTMLTableRowElement {
    const cells = this.#columns.map((column) => {
      const exact = column.exact(row);
      const text = this.#isExact ? exact : column.shown(row);
      const kind = exact === undefined ? "null" : text === "REJECT" ? "reject" : undefined;
      const classes = [kind, column.isRight ? "right" : undefined].filter((name) => name !== undefined).join(" ");
      const cell = element("td", classes === "" ? {} : { class: classes }, text ?? this.#data.null);
      cell.title = exact ?? "null";
      return cell;
    });
    return element(
      "tr",
      { "aria-rowindex": String(place + 2), ...(place % 2 === 1 ? { class: "odd" } : {}) },
      ...cells,
    );
  }
}
