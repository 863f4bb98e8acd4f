// What the help of a command says of its sources.
import { local } from "./registry.ts";
import { SAMPLE } from "./sample/sample.ts";
import { services } from "./sourceUri.ts";

const kinds = [local, ...services];
const abouts = kinds.map(({ about }) => about);

/** The kinds of sources in words: "files, ... and buckets (s3://BUCKET/PREFIX)". */
export const sourcesInWords = `${abouts.slice(0, -1).join(", ")} and ${abouts.at(-1)}`;

/** How sources are written. */
export const sourcePlaceholders = kinds.map(({ placeholder }) => placeholder).join(", ");

/** How sources that are not files begin, to complete them by: `s3://`. */
export const sourceBeginnings = [
  SAMPLE,
  ...services.flatMap(({ placeholder }) => /^[^A-Z]+/.exec(placeholder)?.[0] ?? []),
];

/** The environment variables that choose whose logs are read. */
export const awsVariables = [
  ["AWS_PROFILE", "profile of the configuration; --profile comes first"],
  ["AWS_REGION, AWS_DEFAULT_REGION", "region; --region comes first"],
  ["AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "credentials"],
  ["AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "files of the configuration"],
  ["AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SERVICE", "endpoints in place of AWS; --endpoint-url comes first"],
  ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true: ignore configured endpoints"],
  ["AWS_MAX_ATTEMPTS", "limit of attempts of a call"],
] as const;
