// Opens and explains samples; loaded where a source is one.
import { type Input, isProblem, UsageError } from "@flowlogs/cli";
import { generatedInWords, openGenerated } from "./generator/open.ts";
import { type GeneratorOptions, parseGeneratorOptions } from "./generator/options.ts";
import { isSample, SAMPLE } from "./sample.ts";

/** What the small log is. */
const sampleInWords = "half an hour of the logs of two accounts, 2026-11-20T10:00Z to 10:40Z, made up for examples";

/** The bytes of the small log, compressed; loaded when they are asked for. */
export async function sampleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const { archive } = await import("./archive.ts");
  return new Uint8Array(Buffer.from(archive, "base64"));
}

/** A log that is made up, as an input. */
export function openMadeUp(source: string): Input {
  return openGenerated(optionsOf(source));
}

/** Throws a UsageError for options that are not those of such logs. */
export function assertSamples(sources: readonly string[]): void {
  for (const source of sources) if (isSample(source) && source !== SAMPLE) optionsOf(source);
}

/** What a sample is, as a line. */
export function explainSample(source: string): string {
  return source === SAMPLE ? `${SAMPLE} ${sampleInWords}\n` : `${source}: ${generatedInWords(optionsOf(source))}\n`;
}

function optionsOf(source: string): GeneratorOptions {
  const options = parseGeneratorOptions(source.slice(SAMPLE.length));
  if (isProblem(options)) throw new UsageError(options, source);
  return options;
}
