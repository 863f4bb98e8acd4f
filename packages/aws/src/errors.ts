// Turns the errors of all clients into messages that say what happened and what to do. The reader adds the name of the
// source.
import { RemoteError } from "@flowlogs/base/errors";

/** The response is incomplete, or not from the service. */
export class UnreadableResponse extends Error {
  override readonly name = "UnreadableAnswer";
  constructor(cause?: unknown) {
    super("the response is cut short, or does not come from the service", { cause });
  }
}

/** Whether a response could not be read: by us, by the SDK or by zlib. A repeated call may succeed. */
export function isUnreadable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof UnreadableResponse || "$responseBodyText" in error || codeOf(error).startsWith("Z_");
}

/** The name of the error when a response is larger than any valid one. */
export const OVERSIZED = "OversizedAnswer";

/** The call that failed. */
interface CallInfo {
  /** The permission that it needs, such as `logs:FilterLogEvents`. */
  readonly permission: string;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Whether the credentials have expired: new ones may help. */
export function isExpired(error: unknown): boolean {
  return /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/.test(nameOf(error));
}

/** The error as a RemoteError in our words. */
export function toRemoteError(error: unknown, call: CallInfo): RemoteError {
  if (error instanceof RemoteError) return error;
  if (isUnreadable(error)) {
    const advice = "check --endpoint-url, and any proxy on the way to the service";
    return new RemoteError("its responses are cut short, or do not come from the service", advice, error);
  }
  const name = nameOf(error);
  const found =
    causes.find(([pattern]) => pattern.test(name)) ?? causes.find(([pattern]) => pattern.test(codeOf(error)));
  const [what, advice] = found === undefined ? unknown(error) : found[1](messageOf(error), call);
  return new RemoteError(what, advice, error);
}

type Wording = (message: string, call: CallInfo) => readonly [what: string, advice: string];

/** Wordings by the name of an AWS error, or the code of a system error. */
const causes: readonly (readonly [RegExp, Wording])[] = [
  [/^(?:CredentialsProviderError|TokenProviderError)$/, credentials],
  [
    /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/,
    () => ["the credentials have expired", "get new ones and run the command again"],
  ],
  [/^(?:UnrecognizedClientException|InvalidClientTokenId|AuthFailure|InvalidAccessKeyId)$/, refusedKey],
  [/^(?:InvalidSignatureException|SignatureDoesNotMatch)$/, refusedSignature],
  [/^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|UnauthorizedException)$/, denied],
  [/[Tt]hrottl|TooManyRequests|^RequestLimitExceeded$|^SlowDown$/, throttled],
  [
    /^LimitExceededException$/,
    () => ["too many of these requests are open at once", "stop others, or try again later"],
  ],
  [new RegExp(`^${OVERSIZED}$`), (message) => [firstLine(message), "check --endpoint-url"]],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, unreachable("the host name of the service cannot be resolved")],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, unreachable("the service cannot be reached")],
  [/^(?:ECONNRESET|EPIPE|ETIMEDOUT|TimeoutError)$/, unreachable("the connection keeps failing")],
];

function credentials(message: string, { profile }: CallInfo): readonly [string, string] {
  const named = profile === undefined ? "" : ` --profile ${profile}`;
  if (/sso/i.test(message) && /expired|login|refresh|invalid/i.test(message)) {
    return ["the SSO session has expired", `run: aws sso login${named}`];
  }
  if (profile !== undefined) {
    return [
      `profile ${profile} gives no credentials: ${firstLine(message)}`,
      "check ~/.aws/config and ~/.aws/credentials",
    ];
  }
  return ["no credentials were found", "give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"];
}

function denied(message: string, { permission }: CallInfo): readonly [string, string] {
  const missing = /not authorized to perform: ([\w:*]+)/.exec(message)?.[1] ?? permission;
  const who = /(?:User|Principal): (\S+)/.exec(message)?.[1];
  return [`access denied: ${missing} is not allowed`, `add it to the policy of ${who ?? "these credentials"}`];
}

function refusedKey(): readonly [string, string] {
  return ["AWS does not know these credentials", "check the access key, and that the region is enabled"];
}

function refusedSignature(): readonly [string, string] {
  return ["AWS does not accept the signature", "check the secret key and the clock of this machine"];
}

function throttled(_: string, { permission }: CallInfo): readonly [string, string] {
  return [`still throttled after 5 minutes: ${permission} was refused`, "lower --rate, or try again later"];
}

function unreachable(what: string): Wording {
  return (_, { region }) => [
    what,
    `check the network, --endpoint-url and the region${region === undefined ? "" : ` (${region})`}`,
  ];
}

function unknown(error: unknown): readonly [string, string | undefined] {
  const name = nameOf(error);
  const message = firstLine(messageOf(error));
  return [name === "" || name === "Error" ? message : `${name}: ${message}`, undefined];
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/\.$/, "");
}
