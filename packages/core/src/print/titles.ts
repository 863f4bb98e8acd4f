// What a page or a picture is called unless the user says so.

/** Names that a title lists. */
const LISTED = 4;

/** The title of a chart of this value, by the columns that say whose it is. */
export function titleOf(valueName: string, labelNames: readonly string[]): string {
  if (labelNames.length === 0) return valueName;
  const listed = labelNames.length > LISTED ? [...labelNames.slice(0, LISTED - 1), "..."] : labelNames;
  return `${valueName} by ${listed.join(", ")}`;
}
