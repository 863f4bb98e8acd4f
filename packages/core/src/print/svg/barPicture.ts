// A ranking as a picture: a bar for each record, with its value beside it.
import type { ChartRows } from "../chartRows.ts";
import type { Look } from "../look.ts";
import { rangeOf } from "../series.ts";
import { titleOf } from "../titles.ts";
import { fromTop, valueAxis } from "../valueAxis.ts";
import {
  DEFAULT_WIDTH,
  emptyPicture,
  fitted,
  FONT_SIZE,
  GRID,
  inks,
  MARGIN,
  short,
  textAt,
  textWidth,
  titled,
  TOP,
} from "./frame.ts";

/** Pixels from bar to bar. */
const [USUAL_STEP, LEAST_STEP] = [26, 15];
/** More bars than a report has. */
export const MOST_BARS = 200;
/** The part of the width that labels take at most. */
const MOST_LABEL = 0.45;
/** Pixels between two labels of the axis, about. */
const ACROSS = 110;
/** Pixels below the bars. */
const FOOT = MARGIN + FONT_SIZE + 8;

export function barPicture(rows: ChartRows, look: Look, note: (text: string) => void): string {
  const width = look.chart.width || DEFAULT_WIDTH;
  const room = look.chart.height === 0 ? MOST_BARS : Math.floor((look.chart.height - TOP - FOOT) / LEAST_STEP);
  const count = Math.min(rows.values.length, MOST_BARS, Math.max(1, room));
  const isCut = count < rows.count;
  const remark = `the first ${count} of ${rows.count} records`;
  if (isCut)
    note(`${remark} are shown; use flow-top to choose${count < MOST_BARS ? ", or give a larger --height" : ""}`);
  const height = look.chart.height || TOP + count * USUAL_STEP + FOOT;
  const values = Float64Array.from(rows.values.first(count));
  if (values.every(Number.isNaN)) return emptyPicture(look, "no values");
  const by = titleOf(look.visible(rows.valueName), rows.labelNames.map(look.visible));
  const labels = Array.from(values, (_, i) => look.visible((rows.labelTexts[rows.labels.at(i)] ?? []).join("  ")));
  const content = bars(values, labels, rows, look, width, height);
  const description = `Bars of ${by}: ${labels.map((label, i) => `${label} ${textOf(values[i], rows, look)}`.trim()).join(", ")}`;
  return titled({ width, height, by, remarks: [isCut ? remark : ""], description }, look, content);
}

function textOf(value: number | undefined, rows: ChartRows, look: Look): string {
  return value === undefined || Number.isNaN(value) ? (look.null ?? "-") : rows.show(value);
}

function bars(
  values: Float64Array,
  labels: readonly string[],
  rows: ChartRows,
  look: Look,
  width: number,
  height: number,
): string {
  const bottom = height - FOOT;
  const step = (bottom - TOP) / values.length;
  const texts = Array.from(values, (value) => textOf(value, rows, look));
  const widest = labels.reduce((most, label) => Math.max(most, textWidth(label)), 0);
  const labelWidth = Math.min(widest, width * MOST_LABEL);
  const left = MARGIN + labelWidth + (labelWidth > 0 ? 8 : 0);
  const right = width - MARGIN - Math.max(...texts.map((text) => textWidth(text))) - 6;
  const { least, most } = rangeOf(values);
  const axis = valueAxis(least, most, Math.max(2, Math.floor((right - left) / ACROSS)), rows.isBytes);
  const x = (value: number): number => left + (1 - fromTop(axis, value)) * (right - left);
  let free = 0;
  const grid = axis.marks.map((mark) => {
    const at = short(x(mark));
    const line = `<line x1="${at}" x2="${at}" y1="${TOP}" y2="${short(bottom)}" stroke="${mark === 0 ? "#4a5563" : GRID}"/>\n`;
    const label = rows.show(mark);
    const half = textWidth(label) / 2;
    if (x(mark) - half < free) return line;
    free = x(mark) + half + 8;
    return line + textAt(x(mark), bottom + FONT_SIZE + 6, label, { anchor: "middle", soft: true });
  });
  const lines = Array.from(values, (value, i) => {
    const middle = TOP + (i + 0.5) * step;
    const baseline = middle + FONT_SIZE * 0.35;
    const label = textAt(left - 8, baseline, fitted(labels[i] ?? "", labelWidth + 1), { anchor: "end" });
    if (Number.isNaN(value)) return label + textAt(x(0) + 6, baseline, texts[i] ?? "", { soft: true });
    const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))];
    const bar = `<rect x="${short(from)}" y="${short(middle - step * 0.35)}" width="${short(Math.max(1, to - from))}" height="${short(step * 0.7)}" fill="${inks[0]}"/>\n`;
    return label + bar + textAt(to + 6, baseline, texts[i] ?? "");
  });
  return grid.join("") + lines.join("");
}
