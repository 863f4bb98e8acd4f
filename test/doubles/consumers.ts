// The consumers of a stream that stands in for one of Kinesis: registered, described, deregistered.

export interface FakeConsumer {
  readonly name: string;
  readonly arn: string;
  /** Questions that still get the answer that it is being made. */
  creating: number;
}

/** Answers what is about consumers; undefined for everything else. */
export function consumerAnswer(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  consumers: Map<string, FakeConsumer>,
  hasStream: boolean,
): object | undefined {
  const arn = String(
    input["ConsumerARN"] ?? `${String(input["StreamARN"])}/consumer/${String(input["ConsumerName"])}:1`,
  );
  const found = consumers.get(arn);
  switch (operation) {
    case "RegisterStreamConsumer": {
      if (!hasStream) return { error: "ResourceNotFoundException", message: "Stream not found" };
      if (found !== undefined) return { error: "ResourceInUseException", message: "Consumer already exists" };
      const made = { name: String(input["ConsumerName"]), arn, creating: 1 };
      consumers.set(arn, made);
      return { Consumer: described(made, "CREATING") };
    }
    case "DescribeStreamConsumer": {
      if (found === undefined) return { error: "ResourceNotFoundException", message: "Consumer not found" };
      const status = found.creating-- > 0 ? "CREATING" : "ACTIVE";
      return { ConsumerDescription: { ...described(found, status), StreamARN: arn.split("/consumer")[0] } };
    }
    case "DeregisterStreamConsumer":
      consumers.delete(arn);
      return {};
    default:
      return undefined;
  }
}

function described({ name, arn }: FakeConsumer, status: string): object {
  return { ConsumerName: name, ConsumerARN: arn, ConsumerStatus: status, ConsumerCreationTimestamp: 0 };
}
