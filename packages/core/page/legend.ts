// The series by name: a button each, which switches it off and on. Colours repeat after a while; dashes tell them apart too.
import { button, element } from "./dom.ts";

/** Colours of series that the style sheet has. */
export const SERIES_COLORS = 8;
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** Lines and gaps of a series, in pixels: neighbours differ, and so do those with the same colour. */
export function dashOf(place: number): readonly number[] {
  return DASHES[(place + Math.floor(place / SERIES_COLORS)) % DASHES.length] ?? [];
}

/** A short line like that of the series. */
export function swatch(place: number): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "line");
  const attributes = { x1: "0", x2: "26", y1: "5", y2: "5", "stroke-dasharray": dashOf(place).join(" ") };
  for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, value);
  for (const [name, value] of Object.entries({ width: "26", height: "10", "aria-hidden": "true" })) {
    picture.setAttribute(name, value);
  }
  picture.setAttribute("class", `swatch series-${place % SERIES_COLORS}`);
  picture.append(line);
  return picture;
}

export function legendEntry(label: string, place: number, show: (isShown: boolean) => void): HTMLButtonElement {
  let isShown = true;
  const toggle = (): void => {
    isShown = !isShown;
    entry.setAttribute("aria-pressed", String(isShown));
    show(isShown);
  };
  const entry = button("", toggle, true);
  entry.append(swatch(place), element("span", {}, label === "" ? "all" : label));
  return entry;
}
