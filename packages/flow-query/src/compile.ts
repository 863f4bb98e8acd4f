// From what the user asks to a pipeline of commands: the text of the query, its parameters and its language.
import { type Host, isProblem, UsageError } from "@flowlogs/cli/chain";
import type { Problem } from "@flowlogs/base/problem";
import type { PlainCommand } from "@flowlogs/engines";
import type { Compiled, Language } from "./languages/compiled.ts";
import { languages } from "./languages/languages.ts";
import { plainPipeline } from "./pipeline/parse.ts";
import { type QueryParameter, Parameters } from "./text/parameters.ts";
import type { QueryText } from "./text/queryFile.ts";

export interface Question {
  readonly pipeline?: string | undefined;
  readonly sources: readonly string[];
  readonly file?: string | undefined;
  readonly query?: string | undefined;
  readonly set: readonly QueryParameter[];
  readonly lang?: string | undefined;
  readonly format: readonly string[];
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

export interface CompiledQuery extends Compiled {
  readonly source: QueryText;
  readonly parameters: Parameters;
}

/** The commands of the question. Throws UsageError. */
export async function compileQuestion(question: Question, host: Host): Promise<CompiledQuery> {
  const { sources, lang } = question;
  const language = lang === undefined ? undefined : await languages[lang]?.();
  const [operand] = sources;
  if (language === undefined && operand !== undefined) {
    const advice = "sources stand in the pipeline: read FILE | ...";
    throw new UsageError({ problem: `unexpected operand "${operand}"`, advice });
  }
  const words = readerWords(question);
  if (language === undefined && words.length > 0) {
    const advice = "in a pipeline it is an option of the reader: read FILE --start TIME | ...";
    throw new UsageError({ problem: "is for queries in --lang", advice }, words[0]);
  }
  const source = await sourceOf(question, host);
  const parameters = new Parameters(question.set, question.set.length > 0 || question.file !== undefined);
  const compiled =
    language === undefined ? plainPipeline(source.text, parameters) : compileIn(language, source, question, parameters);
  if (isProblem(compiled)) throw new UsageError(compiled, source.whereOf(compiled));
  const wrong = parameters.wrong();
  if (wrong !== undefined) throw new UsageError(wrong, "--set");
  return { ...compiled, commands: withReaderWords(compiled.commands, words), source, parameters };
}

/** The options of flowlogs-read that a question has. */
export function readerWords({ start, end, format }: Pick<Question, "start" | "end" | "format">): readonly string[] {
  const given = [["start", start], ["end", end], ...format.map((text) => ["format", text])];
  return given.flatMap(([name, text]) => {
    if (text === undefined) return [];
    return text.startsWith("-") ? [`--${name}=${text}`] : [`--${name}`, text];
  });
}

/** A query in another language begins with the reader. */
function withReaderWords(
  [read, ...others]: readonly PlainCommand[],
  words: readonly string[],
): readonly PlainCommand[] {
  return read === undefined ? others : [{ ...read, words: [...read.words, ...words] }, ...others];
}

/** The text of the query. Throws UsageError. */
export async function sourceOf({ pipeline = "", file, query, lang }: Question, host: Host): Promise<QueryText> {
  if (file !== undefined) return (await import("./text/queryFile.ts")).readQuery(file, query, host);
  if (query !== undefined) {
    throw new UsageError({ problem: "chooses a query of a file", advice: "name the file with -f" }, "--query");
  }
  return { text: pipeline, whereOf: () => (lang === undefined ? "PIPELINE" : "QUERY") };
}

/** Throws UsageError for what is wrong with what the command line adds to the query of a file. */
function compileIn(
  language: Language,
  { text }: QueryText,
  { file, sources }: Question,
  parameters: Parameters,
): Compiled | Problem {
  const bound = bindIn(language, text, parameters);
  if (isProblem(bound)) return bound;
  const [flags, ...others] = sources;
  if (file === undefined || flags === undefined || language.isFlags?.(flags) !== true) {
    return language.compile(bound, sources);
  }
  const boundFlags = bindIn(language, flags, parameters);
  const compiled = isProblem(boundFlags)
    ? boundFlags
    : language.compile(`${bound}\n${boundFlags.trim()}`, others, bound.length + 1);
  if (isProblem(compiled) && (isProblem(boundFlags) || (compiled.from ?? 0) > bound.length)) {
    throw new UsageError(compiled, "QUERY");
  }
  return compiled;
}

function bindIn({ literal, bind }: Language, text: string, parameters: Parameters): string | Problem {
  return bind?.(text, parameters) ?? (literal === undefined ? text : parameters.inText(text, literal));
}
