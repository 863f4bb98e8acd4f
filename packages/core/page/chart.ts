// The chart of the page: lines over time that can be zoomed, looked at value by value, and switched off one by one.
import uPlot from "uplot";
import type { PageChart } from "../src/print/page/pageData.ts";
import { parseZone, utc, type Zone } from "../src/time/zone.ts";
import { button, element } from "./dom.ts";
import { reactToKeys } from "./keys.ts";
import { legendEntry, SERIES_COLORS } from "./legend.ts";
import { plotOptions } from "./plotOptions.ts";
import { summaryOf } from "./summary.ts";
import { Tooltip } from "./tooltip.ts";

const HEIGHT = 340;

export class Chart {
  readonly #data: PageChart;
  readonly #frame: HTMLElement;
  readonly #plot: uPlot;
  /** Colours by the names of their properties, until they change. */
  readonly #colors = new Map<string, string>();

  constructor(data: PageChart, parent: HTMLElement) {
    this.#data = data;
    const zone = zoneNamed(data.zone);
    const { valueName, series } = data;
    this.#frame = element("div", { class: "plot", tabindex: "0", role: "group", "aria-describedby": "keys" });
    this.#frame.setAttribute("aria-label", `Chart of ${valueName} over time`);
    const reset = button("Reset zoom", () => this.#zoomOut());
    reset.disabled = true;
    const legend = element("div", { class: "legend", role: "group", "aria-label": "Series" });
    const hint = `Times are ${data.zone}. Drag to zoom; with keys: arrows show values, + and - zoom, Escape resets.`;
    parent.append(
      element(
        "section",
        { "aria-label": "Chart" },
        element("div", { class: "tools" }, element("h2", {}, `${valueName} over time`), reset),
        ...(series.length > 1 ? [legend] : []),
        this.#frame,
        element("p", { class: "hint", id: "keys" }, hint),
        summaryOf(data, zone),
      ),
    );
    const tooltip = new Tooltip(data, zone);
    const color = (property: string): string => this.#color(property);
    const seriesColor = (place: number): string => color(`--series-${place % SERIES_COLORS}`);
    const options = {
      ...plotOptions({ data, zone, color, seriesColor }),
      ...this.#size,
      hooks: {
        setCursor: [(plot: uPlot) => tooltip.follow(plot)],
        setScale: [(_: uPlot, scale: string) => (reset.disabled = scale === "x" ? !this.#isZoomed : reset.disabled)],
      },
    };
    this.#plot = new uPlot(options, [[...data.times], ...series.map(({ values }) => [...values])], this.#frame);
    this.#plot.over.append(tooltip.root);
    this.#frame.append(tooltip.spoken);
    for (const [i, { label }] of series.entries()) {
      legend.append(legendEntry(label, i, (isShown) => this.#plot.setSeries(i + 1, { show: isShown })));
    }
    reactToKeys(this.#plot, this.#frame, { zoomOut: () => this.#zoomOut(), speak: () => tooltip.speak(this.#plot) });
    new ResizeObserver(() => this.#plot.setSize(this.#size)).observe(this.#frame);
  }

  /** Draws with the colours of the page as they are now. */
  recolor(): void {
    this.#colors.clear();
    this.#plot.redraw(false, true);
  }

  #color(property: string): string {
    let color = this.#colors.get(property);
    if (color === undefined) {
      // The property says what it is in light and in dark; a color is which of them.
      const probe = element("span");
      probe.style.color = `var(${property})`;
      this.#frame.append(probe);
      color = getComputedStyle(probe).color;
      probe.remove();
      this.#colors.set(property, color);
    }
    return color;
  }

  get #size(): { width: number; height: number } {
    return { width: Math.max(160, this.#frame.clientWidth), height: HEIGHT };
  }

  get #span(): { min: number; max: number } {
    const min = this.#data.times[0] ?? 0;
    const max = this.#data.times.at(-1) ?? min;
    return min === max ? { min: min - 1, max: max + 1 } : { min, max };
  }

  get #isZoomed(): boolean {
    const { min, max } = this.#plot.scales["x"] ?? {};
    return min !== this.#span.min || max !== this.#span.max;
  }

  #zoomOut(): void {
    this.#plot.setScale("x", this.#span);
  }
}

function zoneNamed(name: string): Zone {
  const zone = parseZone(name);
  return "spanAt" in zone ? zone : utc;
}
