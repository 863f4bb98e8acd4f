// The kinds of option values that only flowlogs-read has.
import { choice, isProblem, list, type Problem } from "@flowlogs/cli";
import { logFormat, suggestField } from "@flowlogs/core/kinds";
import { formatNames } from "@flowlogs/formats/formatNames";
import { isAccount, isFlowLog, isRegion } from "./discovery/awsLayout.ts";
import { countKind, wordKind } from "./kinds.ts";

/** Where records come from; it is opened when its turn comes. */
export const source = {
  placeholder: "SOURCE",
  isFile: true,
  parse: (text: string): string | Problem =>
    text === "" ? { problem: "the source is empty", advice: "give a path" } : text,
};

/** An instant; other options give its format and zone (window.ts). */
export const time = {
  placeholder: "TIME",
  topic: "times",
  isTime: true,
  parse: (text: string): string => text,
} as const;
export const timeFormat = { placeholder: "FORMAT", parse: (text: string): string => text };

/** The number of files that are read at the same time. */
export const workers = countKind("workers");

/** Accounts, regions and flow logs, as in the paths of logs and in records. */
const account = wordKind("ACCOUNT", isAccount, "is not an account", "an account id has 12 digits");
/** AWS's console writes 1234-5678-9012. */
export const accounts = list({
  ...account,
  parse: (text: string) => account.parse(text.replace(/^(\d{4})-(\d{4})-(\d{4})$/, "$1$2$3")),
});
export const regions = list(wordKind("REGION", isRegion, "is not a region", "write it as in us-east-1"));
export const flowLogs = list(wordKind("ID", isFlowLog, "is not a flow log id", "write it as in fl-1234abcd"));

/** The format of sources. */
export const form = choice(...formatNames);

/** The columns of a log. AWS adds fields, so unknown names pass; likely typing errors do not. */
export const columns = {
  placeholder: logFormat.placeholder,
  parse(text: string): readonly string[] | Problem {
    const names = logFormat.parse(text);
    return isProblem(names) ? names : (mistyped(text) ?? names);
  },
};

function mistyped(format: string): Problem | undefined {
  for (const { 0: word, index } of format.matchAll(/[\w-]+/g)) {
    // instance-tag-3 is not a misspelt instance-tag-2: AWS numbers its fields.
    const likely = /\d$/.test(word) ? undefined : suggestField(word);
    if (likely === undefined) continue;
    const problem = `unknown field "${word}"`;
    return { problem, advice: `did you mean "${likely}"?`, text: format, from: index, to: index + word.length };
  }
  return undefined;
}
