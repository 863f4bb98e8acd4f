// All kinds of sources: a new service is a folder with a definition.ts, and a line here (with its import). Options, help, the
// detection of sources by their names and the loading of providers are derived from these. In the order of the help.
import { files } from "./files/definition.ts";
import { kinesis } from "./kinesis/definition.ts";
import { cwl } from "./logs/definition.ts";
import { s3 } from "./s3/definition.ts";

/** What is on this machine. */
export const local = files;

/** Services, by their names. */
export const remote = {
  cwl,
  kinesis,
  s3,
};
