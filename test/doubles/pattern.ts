// The filter patterns of CloudWatch Logs, as its documentation describes them: terms for any text, and lists of columns
// for texts with spaces. Written from the documentation alone, so that it can check the patterns that we make.

type Matches = (message: string) => boolean;

/** What a pattern matches. */
export function compilePattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text === "") return () => true;
  return text.startsWith("[") && text.endsWith("]") ? columns(text.slice(1, -1)) : terms(text);
}

/** `A B` both, `?A ?B` either (ignored beside others), `-A` not, `"a phrase"`. */
function terms(text: string): Matches {
  const words = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = "", phrase, word = ""]) => ({
    sign,
    text: phrase ?? word,
  }));
  const plain = words.filter(({ sign }) => sign === "");
  const unwanted = words.filter(({ sign }) => sign === "-");
  const optional = words.filter(({ sign }) => sign === "?");
  return (message) => {
    const has = (it: { text: string }): boolean => message.includes(it.text);
    if (unwanted.some(has) || !plain.every(has)) return false;
    return plain.length + unwanted.length > 0 || optional.some(has);
  };
}

interface Column {
  readonly isRest: boolean;
  readonly matches: Matches;
}

function columns(text: string): Matches {
  const parts = text.split(",").map((part) => column(part.trim()));
  const rest = parts.findIndex(({ isRest }) => isRest);
  const [before, after] = rest < 0 ? [parts, []] : [parts.slice(0, rest), parts.slice(rest + 1)];
  return (message) => {
    const fields = fieldsOf(message);
    if (fields.length < before.length + after.length) return false;
    const tail = after.length === 0 ? [] : fields.slice(-after.length);
    return match(before, fields) && match(after, tail);
  };
}

function match(conditions: readonly Column[], values: readonly string[]): boolean {
  return conditions.every(({ matches }, at) => matches(values[at] ?? ""));
}

/** Words; what stands in quotes or brackets is one. */
function fieldsOf(message: string): readonly string[] {
  return [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
}

function column(text: string): Column {
  if (text === "...") return { isRest: true, matches: () => true };
  const either = text.split("||").map((part) => part.split("&&").map((it) => condition(it.trim())));
  return { isRest: false, matches: (value) => either.some((all) => all.every((matches) => matches(value))) };
}

function condition(text: string): Matches {
  const found = /^[\w-]*\s*(!=|>=|<=|=|>|<)\s*(.+)$/.exec(text);
  if (found === null) return () => true;
  const [, operator = "", written = ""] = found;
  const operand = written.replace(/^"(.*)"$/, "$1");
  const number = Number(operand);
  const compare = (holds: (value: number) => boolean): Matches => {
    if (Number.isNaN(number)) throw new Error(`${operator} needs a number: ${text}`);
    return (value) => /^-?\d/.test(value) && holds(Number(value));
  };
  if (operator === ">") return compare((value) => value > number);
  if (operator === ">=") return compare((value) => value >= number);
  if (operator === "<") return compare((value) => value < number);
  if (operator === "<=") return compare((value) => value <= number);
  const same = equals(operand, number);
  return operator === "=" ? same : (value) => !same(value);
}

function equals(operand: string, number: number): Matches {
  if (!Number.isNaN(number))
    return (value) => value === operand || (/^-?\d+(\.\d+)?$/.test(value) && Number(value) === number);
  const source = operand.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const regex = new RegExp(`^${source.join(".*")}$`, "s");
  return (value) => regex.test(value);
}
