// Network interfaces, instances and subnets of a region, as AWS's CLI prints them.
import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import type { AwsContext } from "../awsContext.ts";
import { RefreshingClient } from "../refreshingClient.ts";
import { allPages } from "./pages.ts";

/** Calls a second: what AWS adds to the bucket of describing calls. Source: EC2 API reference, throttling. */
const RATE = 20;
/** Items of a page: without it AWS sends all at once, or gives up. */
const MaxResults = 1000;

type Ec2List = "eni" | "instances" | "subnets";
type DescribeList = (aws: AwsContext, client: RefreshingClient<EC2Client>) => Promise<object>;

const lists: Readonly<Record<Ec2List, DescribeList>> = {
  eni: async (aws, client) => ({
    NetworkInterfaces: await allPages(aws, "ec2:DescribeNetworkInterfaces", async (NextToken) => {
      const page = await client.use((it) => it.send(new DescribeNetworkInterfacesCommand({ MaxResults, NextToken })));
      return { items: page.NetworkInterfaces, next: page.NextToken };
    }),
  }),
  instances: async (aws, client) => ({
    Reservations: await allPages(aws, "ec2:DescribeInstances", async (NextToken) => {
      const page = await client.use((it) => it.send(new DescribeInstancesCommand({ MaxResults, NextToken })));
      return { items: page.Reservations, next: page.NextToken };
    }),
  }),
  subnets: async (aws, client) => ({
    Subnets: await allPages(aws, "ec2:DescribeSubnets", async (NextToken) => {
      const page = await client.use((it) => it.send(new DescribeSubnetsCommand({ MaxResults, NextToken })));
      return { items: page.Subnets, next: page.NextToken };
    }),
  }),
};

/** The document of a list. Throws RemoteError. */
export async function describeEc2(list: Ec2List, aws: AwsContext): Promise<object> {
  const retryStrategy = aws.retry(aws.rateLimiter("ec2", RATE));
  const client = new RefreshingClient(
    async () => new EC2Client({ ...(await aws.session.settings("EC2")), retryStrategy }),
    () => aws.session.renew(),
  );
  try {
    return await lists[list](aws, client);
  } finally {
    client.close();
  }
}
