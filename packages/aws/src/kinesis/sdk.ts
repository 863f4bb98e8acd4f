// What whoever reads streams needs of AWS's client itself: it is bundled here, and is installed nowhere else.
export {
  type StreamDescriptionSummary,
  SubscribeToShardCommand,
  type SubscribeToShardCommandInput,
  type SubscribeToShardEvent,
} from "@aws-sdk/client-kinesis";
