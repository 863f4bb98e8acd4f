// Puts text into lines of a width: prose, tables of two columns, command lines.

/** Narrower than this, two columns leave no room for words. */
const NARROW = 50;

/** Prose in lines; a paragraph with a line that begins with a blank is left as it is, unless it is too wide. */
export function prose(text: string, width: number, indent = ""): string {
  const paragraphs = text.trim().split(/\n\s*\n/);
  return paragraphs
    .map((paragraph) => {
      const lines = paragraph.split("\n");
      const isAsWritten = lines.some((line) => /^\s/.test(line)) && lines.every((line) => line.length <= width);
      return isAsWritten ? `${paragraph}\n` : filled(paragraph, width, indent);
    })
    .join("\n");
}

/** One paragraph in lines, all after the first with the second indent. */
export function filled(paragraph: string, width: number, indent = "", next = indent): string {
  const words = paragraph.split(/\s+/).filter((word) => word !== "");
  const room = Math.max(1, width - next.length);
  const pieces = words.flatMap((word) => word.match(new RegExp(`.{1,${room}}`, "gu")) ?? []);
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    const start = lines.length === 0 ? indent : next;
    if (line !== "" && start.length + line.length + 1 + piece.length > width) {
      lines.push(start + line);
      line = piece;
    } else line = line === "" ? piece : `${line} ${piece}`;
  }
  lines.push((lines.length === 0 ? indent : next) + line);
  return `${lines.join("\n")}\n`;
}

/** Rows of what is written and what it means; the second column stands under the first where that is too wide. */
export function table(rows: readonly (readonly [left: string, right: string])[], width: number): string {
  const widest = Math.max(0, ...rows.map(([left]) => left.length).filter((length) => length <= width / 3 + 2));
  const column = widest + 4;
  return rows
    .map(([left, right]) => {
      if (width < NARROW) return filled(left, width, "  ", "    ") + filled(right, width, "    ");
      if (left.length + 4 > column) return filled(left, width, "  ", "    ") + filled(right, width, " ".repeat(column));
      return filled(right, width, `  ${left}`.padEnd(column), " ".repeat(column));
    })
    .join("");
}

/** A line of the shell; broken behind a bar, or else by a backslash between words that are not in quotes. */
export function commandLine(run: string, width: number, indent = "  "): string {
  const words = run.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  const next = `${indent}  `;
  const lines: string[] = [];
  let line = indent;
  for (const [at, word] of words.entries()) {
    // An option stays with its value where there is room.
    const pair = /^(?:-\S+|[<>]+)$/.test(word) ? `${word} ${words[at + 1] ?? ""}` : word;
    const unit = next.length + pair.length + 2 > width ? word : pair;
    if (line !== indent && line.length + unit.length + 3 > width) {
      lines.push(line + (line.endsWith("|") ? "" : " \\"));
      line = next + word;
    } else line += line === indent ? word : ` ${word}`;
  }
  return `${[...lines, line].join("\n")}\n`;
}
