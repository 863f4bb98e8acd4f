// Texts as parts of patterns.

export function escapeRegex(text: string): string {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "u").source;
}

/** Writes the text of a substring so that `like` reads it as one. */
export function writeSubstring(text: string): string {
  return text.replace(/\\(?=[\\%_])|\\$|[%_]/g, "\\$&");
}
