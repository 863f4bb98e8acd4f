// What all pictures have: the root element with a title that is read aloud, a white ground, a heading, and texts whose widths
// are estimated, because there is no font here to measure.
import type { Look } from "../look.ts";
import { shortened, widthOf } from "../textWidth.ts";
import { escapedXml } from "../xml.ts";

/** Pixels. */
export const FONT_SIZE = 13;
const TITLE_SIZE = 18;
export const MARGIN = 16;
export const [DEFAULT_WIDTH, DEFAULT_HEIGHT] = [800, 400];
/** A letter of a usual font in parts of its size, about; wide ones are a little wider. */
const LETTER = 0.6;

/** Dark enough for white paper, and apart from one another for those who see few colours. */
export const inks = ["#0b5cad", "#b4500b", "#0a6b42", "#8f2a84", "#6b5200", "#0c6a78", "#a3211a", "#4a3fbf"];
export const GRID = "#d5dae0";
const INK = "#1b2430";
const SOFT = "#4a5563";

interface Sizes {
  readonly width: number;
  readonly height: number;
  /** What the picture shows, in words. */
  readonly description: string;
}

interface Frame extends Sizes {
  readonly title: string;
  /** A line below the title. */
  readonly subtitle: string;
}

/** Pixels that a text takes in this size, about. */
export function textWidth(text: string, size = FONT_SIZE): number {
  return widthOf(text) * size * LETTER;
}

/** The text, cut to so many pixels. */
export function fitted(text: string, pixels: number, size = FONT_SIZE): string {
  return shortened(text, Math.max(1, Math.floor(pixels / (size * LETTER))));
}

interface TextStyle {
  readonly anchor?: "start" | "middle" | "end";
  readonly size?: number;
  readonly soft?: boolean;
  readonly bold?: boolean;
}

export function textAt(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { anchor = "start", size = FONT_SIZE, soft = false, bold = false } = style;
  const weight = bold ? ' font-weight="bold"' : "";
  return `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}" font-size="${size}" fill="${soft ? SOFT : INK}"${weight}>${escapedXml(text)}</text>\n`;
}

/** A number of pixels with as many digits as can be seen. */
export function short(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}

/** Where the picture begins below title and subtitle. */
export const TOP = MARGIN + TITLE_SIZE + 6 + FONT_SIZE + 8;

/** The whole document around its content. */
function picture({ width, height, title, subtitle, description }: Frame, content: string): string {
  const room = width - 2 * MARGIN;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, Helvetica, Arial, sans-serif">
<title id="title">${escapedXml(title)}</title>
<desc id="description">${escapedXml(description)}</desc>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${textAt(MARGIN, MARGIN + TITLE_SIZE - 3, fitted(title, room, TITLE_SIZE), { size: TITLE_SIZE, bold: true })}${textAt(MARGIN, TOP - 12, fitted(subtitle, room), { soft: true })}${content}</svg>`;
}

/** A chart with its title: the user's, or what the chart shows. `remarks`: a text below it, if it is not empty. */
export function titled(
  { by, remarks, ...sizes }: Sizes & { readonly by: string; readonly remarks: readonly string[] },
  look: Look,
  content: string,
): string {
  const subtitle = [look.title ? by : "", ...remarks].filter((it) => it !== "").join("; ");
  return picture({ ...sizes, title: look.visible(look.title || by), subtitle }, content);
}

export function emptyPicture(look: Look, what: string): string {
  const width = look.chart.width || DEFAULT_WIDTH;
  const height = look.chart.height || DEFAULT_HEIGHT;
  const title = look.visible(look.title || what);
  const content = textAt(width / 2, height / 2, what, { anchor: "middle", soft: true });
  return picture({ width, height, title, subtitle: "", description: what }, content);
}
