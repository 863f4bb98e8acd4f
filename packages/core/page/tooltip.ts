// The values at a point of time: beside the pointer, and read aloud when keys moved there.
import type uPlot from "uplot";
import type { PageChart } from "../src/print/page/pageData.ts";
import { humanAmount } from "../src/print/units.ts";
import { formatInZone, type Zone } from "../src/time/zone.ts";
import { element } from "./dom.ts";
import { swatch } from "./legend.ts";

/** Series that are listed; those with the largest values. */
const LISTED = 8;

export class Tooltip {
  readonly root = element("div", { class: "tooltip", "aria-hidden": "true" });
  readonly spoken = element("div", { class: "spoken", "aria-live": "polite" });
  readonly #data: PageChart;
  readonly #zone: Zone;

  constructor(data: PageChart, zone: Zone) {
    this.#data = data;
    this.#zone = zone;
    this.root.hidden = true;
  }

  /** Shows the values where the cursor is, beside it. */
  follow(plot: uPlot): void {
    const { idx, left = -1 } = plot.cursor;
    this.root.hidden = idx === null || idx === undefined || left < 0;
    if (this.root.hidden || idx === null || idx === undefined) return;
    const values = this.#valuesAt(plot, idx);
    const lines = values.slice(0, LISTED).map(({ place, name, exact, human }) => {
      // 500 B is exact, and 12.4 KiB is not.
      const isExact = human.split(" ")[0] === exact;
      const value = element("b", {}, isExact ? human : `${human} (${exact})`);
      return element("div", {}, swatch(place), element("span", {}, name), value);
    });
    const rest = values.length - lines.length;
    if (rest > 0) lines.push(element("div", {}, `and ${rest} more`));
    this.root.replaceChildren(element("div", { class: "time" }, this.#timeAt(idx)), ...lines);
    const room = plot.over.clientWidth;
    const width = this.root.offsetWidth;
    const at = left + 16 + width <= room ? left + 16 : left - 16 - width;
    this.root.style.left = `${Math.max(0, Math.min(at, room - width))}px`;
  }

  /** Has a screen reader say the values where the cursor is. */
  speak(plot: uPlot): void {
    const { idx } = plot.cursor;
    if (idx === null || idx === undefined) return;
    const values = this.#valuesAt(plot, idx).map(({ name, human }) => `${name} ${human}`.trim());
    this.spoken.textContent = `${this.#timeAt(idx)}: ${values.length === 0 ? "no values" : values.join(", ")}`;
  }

  #timeAt(index: number): string {
    return formatInZone(this.#zone, Math.round((this.#data.times[index] ?? 0) * 1000));
  }

  /** Those of the series that are shown, the largest first. */
  #valuesAt(plot: uPlot, index: number) {
    const { series, kind, valueName } = this.#data;
    const there = series.flatMap(({ label, values }, place) => {
      const value = values[index] ?? null;
      return value === null || plot.series[place + 1]?.show !== true
        ? []
        : [{ place, name: label || valueName, value }];
    });
    const sorted = there.toSorted((a, b) => b.value - a.value);
    return sorted.map((it) => ({ ...it, human: humanAmount(kind, it.value), exact: String(it.value) }));
  }
}
