// A small chart over time in one line for each group.
import { ChartRows } from "./chartRows.ts";
import { colored } from "./colors.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { rangeOf, resampled, timeSeriesOf } from "./series.ts";
import { padded, shortened, widest } from "./textWidth.ts";

const LEVELS = [..."▁▂▃▄▅▆▇█"];
const ASCII_LEVELS = [..."_.-~=*#@"];

export const spark: PrinterDefinition = {
  brief: "a small chart over time in a line for each group",
  hasColumns: true,
  holds: true,
  open({ output, look, note }) {
    const write = writerOf(output);
    const chart = new ChartRows(look, { time: true });
    return {
      print: (batch) => chart.take(batch),
      end() {
        const { omissions } = chart;
        if (omissions !== undefined) note(omissions);
        const { series } = timeSeriesOf(chart);
        if (series.length === 0) return;
        const labels = series.map(({ label }) => shortened(look.visible(label), Math.floor(look.chart.width / 2)));
        const labelWidth = widest(labels);
        const ranges = series.map(({ values }) => rangeOf(values));
        const texts = ranges.map(({ least, most }) => `${chart.show(least)} to ${chart.show(most)}`);
        const gaps = labelWidth > 0 ? 4 : 2;
        const room = Math.max(8, look.chart.width - labelWidth - widest(texts) - gaps);
        const levels = look.ascii ? ASCII_LEVELS : LEVELS;
        for (const [i, { values }] of series.entries()) {
          const { most = 0 } = ranges[i] ?? {};
          const line = Array.from(resampled(values, room), (value) => levelOf(value, most, levels));
          const name = labelWidth > 0 ? `${padded(labels[i] ?? "", labelWidth, false)}  ` : "";
          write(`${name}${colored(line.join(""), "cyan", look.color)}  ${texts[i]}\n`);
        }
        output.records += series.length;
      },
    };
  },
};

/** Levels are counted from zero, so that lines of different groups can be compared in shape, not in height. */
function levelOf(value: number, most: number, levels: readonly string[]): string {
  if (Number.isNaN(value)) return " ";
  const level = most <= 0 ? 0 : Math.ceil((value / most) * levels.length) - 1;
  return levels[Math.max(0, Math.min(levels.length - 1, level))] ?? "";
}
