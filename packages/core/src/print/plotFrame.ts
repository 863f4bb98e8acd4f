// What is around a plot in a terminal: the axis of values on the left, that of times below, and a legend.
import type { PlotCell } from "./canvas.ts";
import { colored, seriesColor } from "./colors.ts";
import type { Look } from "./look.ts";
import { padded, shortened, widest, widthOf } from "./textWidth.ts";
import { type Tick, timeTicks } from "./timeTicks.ts";
import { fromTop, type ValueAxis } from "./valueAxis.ts";

/** What tells series apart where there are no colours. */
const SIGNS = ["*", "+", "o", "x", "#", "@", "."];
/** Columns between two labels of times. */
const COLUMNS_PER_TICK = 14;
/** Columns of a plot in which anything can be seen. */
const LEAST_COLUMNS = 10;
/** Columns of a name in the legend. */
const LONGEST_NAME = 30;
/** Blanks between the labels of two times, so that those at the edges may move inwards. */
const LABEL_GAP = 4;
const LEGEND_GAP = 3;

export interface PlotFrame {
  readonly axis: ValueAxis;
  /** Epoch seconds, in order. */
  readonly times: Float64Array;
  readonly show: (value: number) => string;
  /** One series, which needs no sign. */
  readonly isPlain: boolean;
}

/** A plot of cells, whose lines are asked for from the upper one on. */
interface Plot {
  row(line: number, signs: readonly string[] | undefined): PlotCell[];
}

/** The lines of a plot with its axes. */
export function framed(frame: PlotFrame, look: Look, plot: (columns: number, height: number) => Plot): string[] {
  const { axis, times, show, isPlain } = frame;
  const { width, height } = look.chart;
  const labels = new Map(axis.marks.map((mark) => [Math.round(fromTop(axis, mark) * (height - 1)), show(mark)]));
  const axisWidth = widest([...labels.values()]);
  const columns = Math.max(LEAST_COLUMNS, width - axisWidth - 2);
  const signs = (!isPlain && !look.color) || look.ascii ? SIGNS : undefined;
  const [tick, bar] = look.ascii ? ["+", "|"] : ["┤", "│"];
  const drawn = plot(columns, height);
  const lines = Array.from({ length: height }, (_, line) => {
    const label = labels.get(line);
    const cells = drawn.row(line, signs).map(({ text, series, ground }) => {
      if (series === undefined) return text;
      return colored(text, seriesColor(series), look.color, ground === undefined ? undefined : seriesColor(ground));
    });
    return `${padded(label ?? "", axisWidth, true)} ${label === undefined ? bar : tick}${cells.join("").trimEnd()}`;
  });
  const { rule, labels: timeLabels } = timeAxis(times, columns, look);
  const corner = look.ascii ? "+" : "└";
  return [...lines, `${" ".repeat(axisWidth + 1)}${corner}${rule}`, `${" ".repeat(axisWidth + 2)}${timeLabels}`];
}

/** A line of dashes with ticks, and their labels; `cell`: the columns of a bin, whose first one is its time. */
export function timeAxis(times: Float64Array, columns: number, look: Look, cell = 1): { rule: string; labels: string } {
  const from = times[0] ?? 0;
  const to = times.at(-1) ?? from;
  const rule: string[] = Array.from({ length: columns }, () => (look.ascii ? "-" : "─"));
  const text: string[] = Array.from({ length: columns }, () => " ");
  const columnOf = (at: number): number =>
    to === from ? 0 : Math.round(((at - from) / (to - from)) * (columns - cell));
  let free = 0;
  for (const { at, label } of spacedTicks(from, to, columns, columnOf, look)) {
    const column = columnOf(at);
    const start = Math.max(0, Math.min(column - Math.floor(label.length / 2), columns - label.length));
    if (start < free) continue;
    rule[column] = look.ascii ? "+" : "┬";
    for (const [i, character] of [...label].entries()) text[start + i] = character;
    free = start + label.length + 1;
  }
  return { rule: rule.join(""), labels: text.join("").trimEnd() };
}

/** As many ticks as have room for their labels, at equal distances. */
function spacedTicks(from: number, to: number, columns: number, columnOf: (at: number) => number, look: Look): Tick[] {
  for (let count = Math.floor(columns / COLUMNS_PER_TICK); ; count--) {
    const ticks = timeTicks(from, to, count, look.zone);
    const room = widest(ticks.map(({ label }) => label)) + LABEL_GAP;
    const isSpaced = ticks.every(({ at }, i) => i === 0 || columnOf(at) - columnOf(ticks[i - 1]?.at ?? 0) >= room);
    if (isSpaced || count <= 1) return ticks;
  }
}

/** The names of the series with what they are drawn with, on as many lines as they need. */
export function legend(names: readonly string[], look: Look): string[] {
  const signs = look.color && !look.ascii ? undefined : SIGNS;
  const longest = Math.min(LONGEST_NAME, look.chart.width - 2);
  const lines: string[] = [];
  let free = 0;
  for (const [i, name] of names.entries()) {
    const text = `${signs?.[i % signs.length] ?? (look.isStacked ? "█" : "━")} ${shortened(name, longest)}`;
    const entry = colored(text, seriesColor(i), look.color);
    const isSameLine = lines.length > 0 && widthOf(text) + LEGEND_GAP <= free;
    if (isSameLine) lines.push(`${lines.pop()}${" ".repeat(LEGEND_GAP)}${entry}`);
    else lines.push(entry);
    free = (isSameLine ? free - LEGEND_GAP : look.chart.width) - widthOf(text);
  }
  return lines;
}
