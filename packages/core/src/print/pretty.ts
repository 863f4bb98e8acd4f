// JSON with a member a line. Only space is put between its tokens: numbers keep every digit.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** A JSON text over several lines, as deep as it is nested, beginning at a depth. */
export function prettyJson(json: string, depth: number): string {
  const tokens = json.match(TOKEN) ?? [];
  let level = depth;
  let text = "";
  for (const [i, token] of tokens.entries()) {
    const isEmpty = isOpening(token) && isClosing(tokens[i + 1]);
    if (isClosing(token) && !isOpening(tokens[i - 1])) text += newLine(--level);
    else if (isClosing(token)) level--;
    text += token === ":" ? ": " : token;
    if (isOpening(token)) level++;
    if (token === "," || (isOpening(token) && !isEmpty)) text += newLine(level);
  }
  return text;
}

function isOpening(token: string | undefined): boolean {
  return token === "{" || token === "[";
}

function isClosing(token: string | undefined): boolean {
  return token === "}" || token === "]";
}

function newLine(level: number): string {
  return `\n${"  ".repeat(level)}`;
}
