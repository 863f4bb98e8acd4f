// The chart in words and numbers, for those who do not see it: a line for each series.
import type { PageChart } from "../src/print/page/pageData.ts";
import { humanAmount } from "../src/print/units.ts";
import { formatInZone, type Zone } from "../src/time/zone.ts";
import { element } from "./dom.ts";

export function summaryOf({ series, times, kind, valueName }: PageChart, zone: Zone): HTMLElement {
  const timeOf = (place: number): string => formatInZone(zone, Math.round((times[place] ?? 0) * 1000));
  const rows = series.map(({ label, values }) => {
    const [least, most] = [extreme(values, -1), extreme(values, 1)];
    const cells = [least, most].map((place) => `${humanAmount(kind, values[place] ?? 0)} at ${timeOf(place)}`);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, label || valueName),
      ...cells.map((cell) => element("td", {}, cell)),
    );
  });
  const headings = ["Series", "Smallest", "Largest"].map((name) => element("th", { scope: "col" }, name));
  return element(
    "details",
    { class: "summary" },
    element("summary", {}, "The chart in words"),
    element("p", {}, `${valueName} from ${timeOf(0)} to ${timeOf(times.length - 1)}, ${times.length} points of time.`),
    element("table", {}, element("thead", {}, element("tr", {}, ...headings)), element("tbody", {}, ...rows)),
  );
}

/** The place of the largest value, or with -1 of the smallest. */
function extreme(values: readonly (number | null)[], sign: 1 | -1): number {
  let found = -1;
  for (const [place, value] of values.entries()) {
    if (value !== null && (found < 0 || sign * value > sign * (values[found] ?? 0))) found = place;
  }
  return found;
}
