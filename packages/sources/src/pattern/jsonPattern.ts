// Patterns of JSON: `{ $.action = "REJECT" && ($.bytes > 1000 || $.tags[0] = %^prod%) }`. A message that is not JSON does not match.
import { isProblem, type Problem } from "@flowlogs/cli";
import { compileComparison, type Holds, type PatternOperator, type PatternValue } from "./comparison.ts";
import type { Matches } from "./comparison.ts";

type SelectorTest = (document: unknown) => boolean;
/** A name, a place in a list, or `*` for all. */
type SelectorStep = string | number;

const MAX_REGEXES = 2;
const token =
  /\s*(\$(?:\.(?:[\w@-]+|\*)|\[(?:\d+|\*|'[^']*'|"[^"]*")\]|\.\['[^']*'\])*|&&|\|\||!=|<=|>=|[=<>()]|"(?:[^"\\]|\\.)*"|%[^%]*%|[^\s"%()=<>!&|]+)/y;

export function parseJson(text: string): Matches | Problem {
  if (!text.endsWith("}")) return { problem: "the pattern is not closed: } is missing" };
  if ((text.match(/%[^%]*%/g) ?? []).length > MAX_REGEXES)
    return { problem: `more than ${MAX_REGEXES} regular expressions in a pattern` };
  const tokens = tokensIn(text.slice(1, -1).trim());
  if (isProblem(tokens)) return tokens;
  const parser = new Parser(tokens);
  const test = parser.parse();
  if (isProblem(test)) return test;
  return (message) => {
    if (!/^\s*[{[]/.test(message)) return false;
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

function tokensIn(text: string): string[] | Problem {
  const tokens: string[] = [];
  for (token.lastIndex = 0; token.lastIndex < text.length;) {
    const at = token.lastIndex;
    const [, found] = token.exec(text) ?? [];
    if (found === undefined)
      return { problem: `"${text.slice(at).trim().slice(0, 40)}" is not valid in a JSON pattern` };
    tokens.push(found);
  }
  return tokens;
}

/** `||` binds less tightly than `&&`, as in the service. */
class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): SelectorTest | Problem {
    const test = this.#joined("||", () => this.#joined("&&", () => this.#one()));
    if (isProblem(test) || this.#at === this.#tokens.length) return test;
    return { problem: `"${this.#tokens[this.#at]}" is misplaced in a JSON pattern` };
  }

  #joined(word: "||" | "&&", next: () => SelectorTest | Problem): SelectorTest | Problem {
    const tests: SelectorTest[] = [];
    do {
      const test = next();
      if (isProblem(test)) return test;
      tests.push(test);
    } while (this.#takes(word));
    return word === "||"
      ? (document) => tests.some((test) => test(document))
      : (document) => tests.every((test) => test(document));
  }

  #one(): SelectorTest | Problem {
    if (this.#takes("(")) {
      const inner = this.#joined("||", () => this.#joined("&&", () => this.#one()));
      if (isProblem(inner) || this.#takes(")")) return inner;
      return { problem: ") is missing in the JSON pattern" };
    }
    const selector = this.#next();
    if (!selector.startsWith("$")) return { problem: `"${selector}" is not a property`, advice: "write $.name" };
    const steps = stepsOf(selector);
    const word = this.#next();
    const operand = this.#next();
    const holds = compileTest(word, operand);
    if (isProblem(holds)) return holds;
    if (word === "NOT") return (document) => valuesAt(document, steps).length === 0;
    return (document) => valuesAt(document, steps).some((value) => holds(scalar(value)));
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? "";
  }
}

function compileTest(word: string, operand: string): Holds | Problem {
  if (/^(?:!=|[<>]=?|=)$/.test(word) && operand !== "") {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the expression has no others
    return compileComparison(word as PatternOperator, operand);
  }
  if (word === "IS" && operand === "NULL") return (value) => value === null;
  if (word === "IS" && operand === "TRUE") return (value) => value === true;
  if (word === "IS" && operand === "FALSE") return (value) => value === false;
  if (word === "NOT" && operand === "EXISTS") return () => true;
  const problem = `"${word} ${operand}" is not a property test`;
  return { problem, advice: "write = != < <= > >= with a value, IS NULL, IS TRUE, IS FALSE or NOT EXISTS" };
}

/** Objects and lists are not compared with anything. */
function scalar(value: unknown): PatternValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  return undefined;
}

function stepsOf(selector: string): readonly SelectorStep[] {
  return Array.from(
    selector.matchAll(/\.([\w@-]+|\*)|\[(\d+)\]|\[(\*)\]|\[['"]([^'"]*)['"]\]/g),
    ([, name, index, all, quoted]) => (index === undefined ? (name ?? all ?? quoted ?? "") : Number(index)),
  );
}

function valuesAt(document: unknown, steps: readonly SelectorStep[]): readonly unknown[] {
  let values: readonly unknown[] = [document];
  for (const step of steps) {
    values = values.flatMap((value) => {
      if (typeof value !== "object" || value === null) return [];
      if (step === "*") return Object.values(value);
      return Object.hasOwn(value, step) ? [Reflect.get(value, step)] : [];
    });
  }
  return values;
}
