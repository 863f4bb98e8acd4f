// What whoever reads log groups needs of AWS's client itself: it is bundled here, and is installed nowhere else.
export { StartLiveTailCommand, type StartLiveTailCommandInput } from "@aws-sdk/client-cloudwatch-logs";
