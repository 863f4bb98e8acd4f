// The exit codes, each defined once; the help prints them from here.

/** Exit codes by name. */
export const exit = {
  /** Done; also when the reader of the output went away, when nothing matched, and with bad lines within the limit. */
  ok: 0,
  /** Nothing passed, and the command was asked to say so (`flow-filter -e`). */
  nothing: 1,
  /** An option, operand or expression is wrong; nothing was read. */
  usage: 2,
  /** A source could not be read, too many lines were bad, or no record had a name; everything good was still written. */
  input: 3,
  /** The output could not be written. */
  output: 4,
  /** A remote service refused: credentials, not found, denied, still throttled after minutes. */
  remote: 5,
  /** A bug in the program itself (sysexits.h: EX_SOFTWARE). */
  internal: 70,
  /** Ended by Ctrl-C: 128 + SIGINT, set by the shell. */
  interrupted: 130,
  /** Ended by kill: 128 + SIGTERM, set by the shell. */
  terminated: 143,
} as const;

/** The codes as `--help=all` prints them, and in a few words for a help that fits a screen. */
export const exitMeanings: readonly (readonly [codes: string, meaning: string, inShort: string])[] = [
  ["0", "success, even if nothing matched or the reader closed the pipe", "success"],
  ["2", "invalid option, operand or expression; nothing was read", "invalid call"],
  [
    "3",
    "a source could not be read, too many lines were bad, or no record had a field; the rest was written",
    "bad input",
  ],
  ["4", "the output could not be written", "bad output"],
  ["5", "a request to AWS failed", "AWS failed"],
  ["130, 143", "interrupted", "interrupted"],
];
