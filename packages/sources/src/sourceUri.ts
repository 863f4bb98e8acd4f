// Which sources are not on this machine, and which service has them, by their names alone: nothing of AWS is loaded to tell.
import { isProblem, type Problem } from "@flowlogs/cli";
import { isStream, parseStream } from "@flowlogs/aws/kinesis/uri";
import { isGroup, parseGroup } from "@flowlogs/aws/logs/uri";
import { isBucket, parseBucket } from "@flowlogs/aws/s3/uri";

/** The services that have sources. */
export type ServiceName = "logs" | "kinesis" | "s3";

interface Naming {
  readonly service: ServiceName;
  /** Whether a source is one of the service's. */
  readonly isIts: (source: string) => boolean;
  /** Reads the name of such a source. */
  readonly parse: (source: string) => object | Problem;
}

const namings: readonly Naming[] = [
  { service: "logs", isIts: isGroup, parse: parseGroup },
  { service: "s3", isIts: isBucket, parse: parseBucket },
  { service: "kinesis", isIts: isStream, parse: parseStream },
];

/** The service that has a source; undefined for what is on this machine. */
export function serviceOf(source: string): ServiceName | undefined {
  return namingOf(source)?.service;
}

export function isRemote(source: string): boolean {
  return namingOf(source) !== undefined;
}

/** What is wrong with the name of a remote source. */
export function misnamed(source: string): Problem | undefined {
  const name = namingOf(source)?.parse(source);
  return isProblem(name) ? name : undefined;
}

function namingOf(source: string): Naming | undefined {
  return namings.find(({ isIts }) => isIts(source));
}
