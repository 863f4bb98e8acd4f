// Recognises output of the AWS CLI by its first lines: text output, which can be read, and YAML, tables and query ids, which
// cannot, with a hint what to run instead.

interface Hint {
  /** Why the source is rejected. */
  readonly strange: string;
  readonly advice: string;
}

const YAML_KEY =
  /^(?:- )?(?:events|results|searchedLogStreams|nextToken|nextForwardToken|nextBackwardToken|queryId|statistics|status|encryptionKey|queryLanguage):(?: |$)/;

/** Why the source cannot be read and what to do; undefined if it may be something else. `rest`: what follows `line`. */
export function pastedHint(line: string, rest: string): Hint | undefined {
  const id = queryIdIn(`${line}\n${rest}`);
  if (id !== undefined) {
    return {
      strange: "it is a query id, without results",
      advice: `run: aws logs get-query-results --query-id ${id}`,
    };
  }
  if (YAML_KEY.test(line)) return { strange: "it is YAML from the AWS CLI", advice: "use --output json" };
  if (/^-{5,}\+?-*$/.test(line) && /^\|.*\|\s*$/m.test(rest.slice(0, rest.indexOf("\n") + 1))) {
    return { strange: "it is a table from the AWS CLI", advice: "use --output json" };
  }
  return undefined;
}

/** The id of a query as `aws logs start-query` prints it, as JSON or as text. */
function queryIdIn(text: string): string | undefined {
  const [, object, alone] =
    /^\s*(?:\{\s*"queryId"\s*:\s*"([\w-]+)"\s*\}|([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}))\s*$/.exec(text) ?? [];
  return object ?? alone;
}

/** Whether it is text output of events. `widths`: the numbers of columns that a message may have. */
export function isCliText(line: string, rest: string, widths: readonly number[]): boolean {
  if (line.startsWith("EVENTS\t")) return true;
  // Before the events comes the token of the next page; get-log-events prints two.
  return (/^\S+(?:\t\S+)?$/.test(line) && rest.startsWith("EVENTS\t")) || isTabbed(line, widths);
}

/** Messages with tabs between them, as --query prints them: each has as many words as the next, or as --format says. */
function isTabbed(line: string, widths: readonly number[]): boolean {
  const [first, second] = line.split("\t", 2).map((message) => message.split(" ").length);
  if (first === undefined || second === undefined || first < 4) return false;
  return first === second || widths.includes(first);
}
