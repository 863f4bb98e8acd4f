// Groups over time as shades: a line for each group, a column for each bin or for some of them.
import { ChartRows } from "./chartRows.ts";
import { colored } from "./colors.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { rangeOf, resampled, timeSeriesOf } from "./series.ts";
import { padded, shortened, widest, widthOf } from "./textWidth.ts";
import { timeTicks } from "./timeTicks.ts";

const SHADES = [..." ░▒▓█"];
const ASCII_SHADES = [..." .:*#"];

export const heatmap: PrinterDefinition = {
  brief: "groups over time as shades",
  hasColumns: true,
  holds: true,
  open({ output, look, note }) {
    const write = writerOf(output);
    const rows = new ChartRows(look, { time: true });
    return {
      print: (batch) => rows.take(batch),
      end() {
        const { omissions } = rows;
        if (omissions !== undefined) note(omissions);
        const { times, series } = timeSeriesOf(rows);
        if (series.length === 0) return;
        const labels = series.map(({ label }) => shortened(look.visible(label), Math.floor(look.chart.width / 2)));
        const labelWidth = widest(labels);
        const columns = Math.min(times.length, Math.max(8, look.chart.width - labelWidth - 2));
        const lines = series.map(({ values }) => resampled(values, columns));
        const most = lines.reduce((largest, line) => Math.max(largest, rangeOf(line).most || 0), 0);
        const shades = look.ascii ? ASCII_SHADES : SHADES;
        for (const [i, line] of lines.entries()) {
          const cells = Array.from(line, (value) => shadeOf(value, most, shades)).join("");
          const shown = `${padded(labels[i] ?? "", labelWidth, false)}  ${colored(cells, "yellow", look.color)}`;
          write(`${shown.trimEnd()}\n`);
        }
        const [from = 0, to = from] = [times[0], times.at(-1)];
        const [first, last] = [from, to].map((time) => timeTicks(time, time, 1, look.zone)[0]?.label ?? "");
        const gap = Math.max(1, columns - widthOf(first ?? "") - widthOf(last ?? ""));
        write(`${" ".repeat(labelWidth + 2)}${first}${" ".repeat(gap)}${last}\n`);
        write(
          `${look.visible(rows.valueName)}: ${shades
            .slice(1)
            .map((shade, i) => `${shade} up to ${rows.show((most * (i + 1)) / (shades.length - 1))}`)
            .join("  ")}\n`,
        );
        output.records += series.length;
      },
    };
  },
};

/** Blank is nothing at all; the lightest shade is more than that. */
function shadeOf(value: number, most: number, shades: readonly string[]): string {
  if (!(value > 0) || most <= 0) return " ";
  return shades[Math.min(shades.length - 1, Math.ceil((value / most) * (shades.length - 1)))] ?? " ";
}
