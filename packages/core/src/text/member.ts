// The members of one JSON object as they stand in its text: for the few places where keys in their order, or a line with
// one value taken out, are wanted and not the values as JavaScript would have them.

interface Member {
  readonly key: string;
  /** Where the member stands, from its key's quote to the end of its value. */
  readonly from: number;
  readonly to: number;
}

/** The members of a JSON object, in order; undefined when the text is no JSON object. */
export function membersOf(text: string): Member[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  } catch {
    return undefined;
  }
  const members: Member[] = [];
  let depth = 0;
  let from = -1;
  // The text is JSON: strings, brackets and commas are all that separates members.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s"{}[\],:]+/g)) {
    if (token === "}" || token === "]") depth--;
    if (depth === 1 && from >= 0 && token === ",") from = -1;
    else if (depth === 1 && from < 0) {
      from = index;
      members.push({ key: String(JSON.parse(token)), from, to: index });
    } else if (depth > 0) extend(members, index + token.length);
    if (token === "{" || token === "[") depth++;
  }
  return members;
}

/** The keys of a JSON object, each once; undefined when the text is no JSON object. */
export function keysOf(text: string): string[] | undefined {
  const keys = membersOf(text)?.map(({ key }) => key);
  return keys === undefined ? undefined : [...new Set(keys)];
}

/** The last member reaches at least to `to`. */
function extend(members: Member[], to: number): void {
  const last = members.pop();
  if (last !== undefined) members.push({ ...last, to });
}

/** The object's text without the members of that key. */
export function withoutMember(text: string, key: string): string {
  const kept = (membersOf(text) ?? []).filter((member) => member.key !== key);
  return `{${kept.map(({ from, to }) => text.slice(from, to)).join(",")}}`;
}
