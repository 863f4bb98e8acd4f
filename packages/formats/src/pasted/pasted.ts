// What people paste that is not what they mean to read: other ways in which the AWS CLI prints the same, and answers in which
// there are no logs. Each is told by its first lines, with what to do.

export interface Hint {
  readonly strange: string;
  readonly advice: string;
}

const YAML_KEY =
  /^(?:- )?(?:events|results|searchedLogStreams|nextToken|nextForwardToken|nextBackwardToken|queryId|statistics|status|encryptionKey|queryLanguage):(?: |$)/;

/** `line` is the first one, `rest` what follows it. */
export function hintOf(line: string, rest: string): Hint | undefined {
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

/** As `aws logs start-query` prints it, as JSON or as text. */
function queryIdIn(text: string): string | undefined {
  const [, object, alone] =
    /^\s*(?:\{\s*"queryId"\s*:\s*"([\w-]+)"\s*\}|([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}))\s*$/.exec(text) ?? [];
  return object ?? alone;
}

/** Whether it is what the AWS CLI prints of events with --output text. `widths`: how many columns a message may have. */
export function isCliText(line: string, rest: string, widths: readonly number[]): boolean {
  if (line.startsWith("EVENTS\t")) return true;
  // What goes before the events is the token of the next page, or those of get-log-events.
  return (/^\S+(?:\t\S+)?$/.test(line) && rest.startsWith("EVENTS\t")) || isTabbed(line, widths);
}

/** Messages with tabs between them, as --query makes them: each is a line of words, of as many as the next one. */
function isTabbed(line: string, widths: readonly number[]): boolean {
  const [first, second] = line.split("\t", 2).map((message) => message.split(" ").length);
  if (first === undefined || second === undefined || first < 4) return false;
  return first === second || widths.includes(first);
}
