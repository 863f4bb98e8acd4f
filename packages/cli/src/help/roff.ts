// The language of manual pages (man(7)), as far as it is needed here.

/** Text as it is: no sign of it is read as a command, and options can be copied. */
export function escaped(text: string): string {
  return text
    .replaceAll("\\", String.raw`\e`)
    .replaceAll("-", String.raw`\-`)
    .replaceAll("'", String.raw`\(aq`)
    .replaceAll("`", String.raw`\(ga`)
    .replaceAll("^", String.raw`\(ha`)
    .replaceAll("~", String.raw`\(ti`)
    .replaceAll('"', String.raw`\(dq`)
    .replaceAll(/^\./gm, String.raw`\&.`);
}

/** Options in bold. */
export function bold(text: string): string {
  return String.raw`\fB${escaped(text)}\fR`;
}

export function section(title: string, ...lines: readonly string[]): string {
  return [`.SH ${title.toUpperCase()}`, ...lines].join("\n");
}

/** Paragraphs of prose, a sentence after the other. */
export function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `.PP\n${escaped(paragraph.replaceAll(/\s+/g, " "))}`)
    .join("\n");
}

/** A term and, indented below it, what it means. */
export function tagged(term: string, meaning: string): string {
  return `.TP\n${term}\n${escaped(meaning)}`;
}

/** Lines as they are. */
export function literal(text: string): string {
  return `.PP\n.nf\n.RS\n${escaped(text.trimEnd())}\n.RE\n.fi`;
}
