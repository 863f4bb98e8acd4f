// Our wording for the errors of S3; those of all services are in ../errors.ts.
import { RemoteError } from "@flowlogs/base/errors";
import { toRemoteError } from "../errors.ts";

export type S3Permission =
  "s3:ListBucket" | "s3:GetObject" | "s3:PutObject" | "s3:DeleteObject" | "s3:AbortMultipartUpload";

/** The call that failed. */
export interface S3CallInfo {
  readonly permission: S3Permission;
  readonly bucket: string;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** The call had --requester-pays, or could not have it. */
  readonly pays: boolean;
}

/** The error in our words. */
export function toS3Error(error: unknown, call: S3CallInfo): RemoteError {
  if (error instanceof RemoteError) return error;
  const worded = words[kindOf(error)]?.(call, error);
  return worded === undefined ? toRemoteError(error, call) : new RemoteError(...worded, error);
}

type S3Wording = (call: S3CallInfo, error: unknown) => readonly [what: string, advice: string];

const words: Readonly<Record<string, S3Wording>> = {
  NoSuchBucket: ({ bucket }) => [`there is no bucket ${bucket}`, "check the name"],
  NoSuchKey: () => ["the object no longer exists", "it was deleted after it was listed"],
  // The response to HEAD has no body that says more.
  NotFound: () => ["there is no such object", "check the key"],
  PreconditionFailed: () => ["was replaced while it was read", "the records before that are written; read it again"],
  InvalidObjectState: (_, error) => [
    `is archived (${textIn(error, "StorageClass") ?? "GLACIER"})`,
    "restore it: aws s3api restore-object; or move it to another class",
  ],
  KMS: (_, error) => [
    "access denied: kms:Decrypt is not allowed",
    `add it for the bucket's key to the policy of ${whoIn(error) ?? "these credentials"}, and to the key policy`,
  ],
  AccessDenied: denied,
  Forbidden: denied,
};

function denied({ permission, pays }: S3CallInfo, error: unknown): readonly [string, string] {
  const missing = /not authorized to perform: ([\w:*]+)/.exec(messageOf(error))?.[1] ?? permission;
  const paying = pays ? "" : "; if the requester pays, give --requester-pays";
  return [
    `access denied: ${missing} is not allowed`,
    `add it to the policy of ${whoIn(error) ?? "these credentials"}${paying}`,
  ];
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  // S3 passes errors of KMS on: as AccessDenied that mentions the key, or with a name that begins with KMS.
  if (/kms:Decrypt|^KMS\./.test(`${error.name} ${error.message}`)) return "KMS";
  const status = statusOf(error);
  if (error.name === "Unknown" || error.name === "UnknownError") {
    return { 403: "AccessDenied", 404: "NotFound", 412: "PreconditionFailed" }[status] ?? error.name;
  }
  return status === 412 ? "PreconditionFailed" : error.name;
}

/** The HTTP status of the response; 0 when there was none. */
export function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return 0;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return 0;
  return Number(metadata.httpStatusCode);
}

/** The region of the bucket, if S3 refused because of it and names it. */
export function regionIn(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("$response" in error)) return undefined;
  const { $response: response } = error;
  if (typeof response !== "object" || response === null || !("headers" in response)) return undefined;
  const { headers } = response;
  const region =
    typeof headers === "object" && headers !== null ? Reflect.get(headers, "x-amz-bucket-region") : undefined;
  return typeof region === "string" ? region : undefined;
}

/** Whether the error may mean that the bucket is in another region. */
export function isElsewhere(error: unknown): boolean {
  const isNamed =
    error instanceof Error &&
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(error.name);
  return isNamed || statusOf(error) === 301;
}

/** Whether there is no such bucket. */
export function isUnknownBucket(error: unknown): boolean {
  return error instanceof Error && error.name === "NoSuchBucket";
}

function whoIn(error: unknown): string | undefined {
  return /(?:User|Principal): (\S+)/.exec(messageOf(error))?.[1];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

function textIn(error: unknown, name: string): string | undefined {
  const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === "string" ? value : undefined;
}
