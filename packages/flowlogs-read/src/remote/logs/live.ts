// A log group by StartLiveTail: records a second or so after AWS has them, but no more than 500 a second: what is above
// that AWS leaves out (it "samples"), and we say so. A session ends after three hours; the next one begins at once.
import { type StartLiveTailCommandInput, StartLiveTailCommand } from "@aws-sdk/client-cloudwatch-logs";
import { RemoteFault } from "../fault.ts";
import type { Remote } from "../remote.ts";
import { piecesOf } from "./formats.ts";
import type { Pieces } from "./lines.ts";
import { textOf } from "./page.ts";
import type { Plan } from "./plan.ts";

/** Milliseconds between two remarks about sampling. */
const REMARKS = 60_000;

/** `note`: is told what AWS leaves out. */
export async function* liveTail(plan: Plan, remote: Remote, note: (text: string) => void): Pieces {
  const input = await tailInput(plan);
  let remarked = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { responseStream = [] } = await plan.service.call("logs:StartLiveTail", (client, abortSignal) =>
      client.send(new StartLiveTailCommand(input), { abortSignal }),
    );
    for await (const { sessionUpdate, SessionTimeoutException, SessionStreamingException } of responseStream) {
      if (SessionStreamingException !== undefined) break;
      if (SessionTimeoutException !== undefined) break;
      const { sessionMetadata, sessionResults = [] } = sessionUpdate ?? {};
      if (sessionResults.length > 0) yield* piecesOf(textOf(sessionResults), plan.formats);
      yield undefined;
      const now = remote.clock.now();
      if (sessionMetadata?.sampled !== true || now - remarked < REMARKS) continue;
      remarked = now;
      note(
        `${plan.group.source}: AWS samples: more than 500 records a second, and the live tail leaves some out; use --follow`,
      );
    }
  }
}

async function tailInput({ group, service, selection }: Plan): Promise<StartLiveTailCommandInput> {
  const arn = group.identifier.startsWith("arn:") ? group.identifier : (await service.describe())?.logGroupArn;
  if (arn === undefined) {
    throw new RemoteFault("its ARN is not known", "give the ARN in place of the name, or allow logs:DescribeLogGroups");
  }
  const { filterPattern, logStreamNames, logStreamNamePrefix } = selection;
  return {
    logGroupIdentifiers: [arn],
    logEventFilterPattern: filterPattern,
    logStreamNames,
    logStreamNamePrefixes: logStreamNamePrefix === undefined ? undefined : [logStreamNamePrefix],
  };
}
