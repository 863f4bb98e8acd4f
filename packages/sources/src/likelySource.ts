// What a source that is not there was probably meant to be: `s4://bucket` is neither a path nor a kind of source.
import { type Problem, UsageError } from "@flowlogs/cli";
import { nearest } from "@flowlogs/base/nearest";
import { statPath } from "./discovery/disk.ts";
import { sourceBeginnings, sourcePlaceholders } from "./help.ts";
import { isRemote } from "./sourceUri.ts";
import { isSample, SAMPLE } from "./sample/sample.ts";

/** Throws a UsageError for a source that begins like one of a service, and is neither that nor a file. */
export function assertKind(source: string): void {
  const problem = kindProblem(source);
  if (problem !== undefined) throw new UsageError(problem, source);
}

function kindProblem(source: string): Problem | undefined {
  const [beginning, scheme] = /^([a-z][\w+.-]+):(?:\/\/)?/i.exec(source) ?? [];
  if (beginning === undefined || scheme === undefined) return undefined;
  if (isSample(source) || isRemote(source) || statPath(source) !== undefined) return undefined;
  const likely = likelyBeginning(scheme);
  // Without slashes it may as well be a file that is missing.
  if (likely === undefined && !beginning.endsWith("//")) return undefined;
  const advice =
    likely === undefined
      ? `sources are ${sourcePlaceholders}`
      : `did you mean ${likely}${likely === SAMPLE ? "" : source.slice(beginning.length).replace(/^\/+/, "")}?`;
  return { code: "no-such-file", problem: `no such file, and ${scheme}: is not a kind of source`, advice };
}

/** The beginning of a kind of source whose name is near, or is longer or shorter: `s3://` for s4, `cwl:` for cwlogs. */
function likelyBeginning(scheme: string): string | undefined {
  const word = scheme.toLowerCase();
  const names = sourceBeginnings.map((beginning) => beginning.replace(/:.*/, ""));
  const distance = word.length < 4 ? 1 : 2;
  const kin = names.find((name) => name.length > 2 && (word.startsWith(name) || name.startsWith(word)));
  const likely = kin ?? nearest(word, names, distance);
  return likely === undefined ? undefined : sourceBeginnings[names.indexOf(likely)];
}
