// `sample:` is a small log that comes with the commands, so that examples run anywhere.

/** The name of the source. */
export const SAMPLE = "sample:";

/** What it is. */
export const sampleInWords =
  "half an hour of the logs of two accounts, 2026-11-20T10:00Z to 10:40Z, made up for examples";

/** Its bytes, compressed; loaded when they are asked for. */
export async function sampleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const { archive } = await import("./archive.ts");
  return new Uint8Array(Buffer.from(archive, "base64"));
}
