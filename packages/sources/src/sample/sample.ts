// `sample:` is a small log that comes with the commands, so that examples run anywhere; `sample:OPTION,...` are logs that are
// made up as one asks for them, of any size and version, with what is true of them (samples.ts, generator/).

/** The name of the source. */
export const SAMPLE = "sample:";

/** Whether the user means the small log, or one that is made up. */
export function isSample(source: string): boolean {
  return source.startsWith(SAMPLE);
}
