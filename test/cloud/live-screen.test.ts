// A log group that is followed, grouped and redrawn on a terminal while it grows.
import { expect, onTestFinished, test } from "vitest";
import { FakeAws } from "../doubles/aws.ts";
import { hasTmux, Terminal } from "../terminal.ts";

const FOLLOW = "flowlogs-read cwl:flows --follow --start 1h --rate 1000";

/** Records of a minute that is over, of so many bytes each. */
function flows(action: string, ...bytes: readonly number[]) {
  const minute = Math.floor(Date.now() / 60_000) * 60 - 300;
  return bytes.map((count, index) => ({
    stream: "eni-1-all",
    timestamp: minute * 1000,
    message: `2 123456789012 eni-1 10.0.0.${index} 10.0.1.1 1 443 6 1 ${count} ${minute} ${minute + 9} ${action} OK`,
  }));
}

async function opened(): Promise<{ aws: FakeAws; terminal: Terminal }> {
  const aws = new FakeAws();
  const terminal = new Terminal(80, 24);
  onTestFinished(async () => {
    terminal.close();
    await aws.close();
  });
  aws.group("flows").put([...flows("ACCEPT", 1000, 20), ...flows("REJECT", 300)]);
  const env = `AWS_ENDPOINT_URL=${await aws.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  terminal.run(`export ${env}; clear`);
  return { aws, terminal };
}

test.skipIf(!hasTmux)(
  "a table of interim results has the sums of what came so far",
  async () => {
    const { aws, terminal } = await opened();
    terminal.run(`${FOLLOW} | flow-group --by action 'sum(bytes)' --every 200ms | flow-fmt --live --exact`);
    expect(await terminal.until((screen) => screen.includes("2 rows"))).toMatch(/ACCEPT +1020\nREJECT +300\n2 rows/);
    aws.group("flows").put(flows("REJECT", 4, 5));
    expect(await terminal.until((screen) => screen.includes("309"))).toMatch(/ACCEPT +1020\nREJECT +309\n2 rows/);
    terminal.press("C-c");
    expect(await terminal.until((screen) => screen.endsWith("$"))).toContain("309");
  },
  60_000,
);

test.skipIf(!hasTmux)(
  "a chart is drawn with the bins that there are",
  async () => {
    const { terminal } = await opened();
    const group = "flow-bin 1m | flow-group --by bin,action 'sum(bytes)' --every 200ms";
    terminal.run(`${FOLLOW} | ${group} | flow-fmt -o chart --live`);
    const screen = await terminal.until((text) => text.includes("REJECT") && text.includes("ACCEPT"));
    expect(screen).toContain("sum(bytes)");
  },
  60_000,
);
