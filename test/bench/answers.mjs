// Brings the answers of different programs into one form, so that they can be compared before anything is timed.

export function trimmed(text) {
  return text.trim();
}

/** The whole numbers of each line. */
export function numbers(text) {
  return text
    .trim()
    .split("\n")
    .map((line) => line.match(/\d+/g)?.join(" "))
    .join("\n");
}

/** `address total` a line, from a table, JSON arrays or mawk's output alike; frames and headings fall away. */
export function addressTotals(text) {
  const rows = text.split("\n").map((line) => {
    const words = line.split(/[^0-9.,]+/);
    const address = words.find((word) => /^\d+\.\d+\.\d+\.\d+$/.test(word));
    const total = words.map((word) => word.replaceAll(",", "")).find((word) => /^\d+$/.test(word));
    return address && total ? `${address} ${total}` : "";
  });
  return rows.filter(Boolean).join("\n");
}

/** Where two answers part, short enough for a table. */
export function difference(ours, theirs) {
  const [our, their] = [ours.split("\n"), theirs.split("\n")];
  const line = our.findIndex((text, index) => text !== their[index]);
  const at = line === -1 ? our.length : line;
  return `answers differ: ours "${our[at] ?? "(end)"}", theirs "${their[at] ?? "(end)"}"`;
}
