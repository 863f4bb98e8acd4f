// Reads a log group by StartLiveTail: records a second or so after AWS has them, but at most 500 per second. AWS leaves out the
// rest (it "samples"), which is reported. A session ends after three hours; the next one begins at once.
import { type StartLiveTailCommandInput, StartLiveTailCommand } from "@flowlogs/aws/logs/sdk";
import { RemoteError } from "@flowlogs/base/errors";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { renderOf } from "./pages.ts";
import type { EventLineSource } from "./linesContent.ts";
import { type LogEvent, textOf } from "./page.ts";
import type { LogsPlan } from "./plan.ts";

/** Milliseconds between two warnings about sampling. */
const WARNING_INTERVAL = 60_000;

/** Milliseconds before the next session. */
const RESTART_DELAY = 1000;

/** `note`: reports what AWS leaves out. Ends with the run. */
export async function* liveTail(plan: LogsPlan, remote: AwsContext, note: (text: string) => void): EventLineSource {
  const input = await tailInput(plan);
  const render = renderOf(plan) ?? textOf;
  const { source } = plan.group;
  let warned = Number.NEGATIVE_INFINITY;
  for (;;) {
    for await (const update of updates(plan, remote, input, note)) {
      if (update.events.length > 0) yield render(update.events);
      yield undefined;
      const now = remote.clock.now();
      if (!update.isSampled || now - warned < WARNING_INTERVAL) continue;
      warned = now;
      note(`${source}: AWS leaves records out of the live tail above 500 a second; use --follow`);
    }
    await remote.clock.sleep(RESTART_DELAY, remote.signal);
  }
}

interface Update {
  readonly events: readonly LogEvent[];
  readonly isSampled: boolean;
}

/** The updates of one session. */
async function* updates(
  { group, service }: LogsPlan,
  remote: AwsContext,
  input: StartLiveTailCommandInput,
  note: (text: string) => void,
): AsyncGenerator<Update> {
  const { responseStream = [] } = await service.call("logs:StartLiveTail", (client, abortSignal) =>
    client.send(new StartLiveTailCommand(input), { abortSignal }),
  );
  try {
    for await (const { sessionUpdate, SessionTimeoutException, SessionStreamingException } of responseStream) {
      if ((SessionTimeoutException ?? SessionStreamingException) !== undefined) return;
      const { sessionMetadata, sessionResults = [] } = sessionUpdate ?? {};
      yield { events: sessionResults, isSampled: sessionMetadata?.sampled === true };
    }
  } catch (error) {
    if (remote.signal.aborted) throw error;
    note(`${group.source}: the live tail was interrupted and starts again; records in between are missing`);
  }
}

async function tailInput({ group, service, eventFilter }: LogsPlan): Promise<StartLiveTailCommandInput> {
  const arn = group.identifier.startsWith("arn:") ? group.identifier : (await service.describe())?.logGroupArn;
  if (arn === undefined) {
    throw new RemoteError("its ARN is not known", "give the ARN in place of the name, or allow logs:DescribeLogGroups");
  }
  const { filterPattern, logStreamNames, logStreamNamePrefix } = eventFilter;
  return {
    logGroupIdentifiers: [arn],
    logEventFilterPattern: filterPattern,
    logStreamNames,
    logStreamNamePrefixes: logStreamNamePrefix === undefined ? undefined : [logStreamNamePrefix],
  };
}
