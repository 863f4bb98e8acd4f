// The accounts of an organization, as AWS's CLI prints them.
import { ListAccountsCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import type { AwsContext } from "../awsContext.ts";
import { RefreshingClient } from "../refreshingClient.ts";
import { allPages } from "./pages.ts";

/** Calls a second: fewer than AWS allows, as others in the organization share it. */
const RATE = 4;

/** The document of all accounts. Throws RemoteError. */
export async function listAccounts(aws: AwsContext): Promise<object> {
  const retryStrategy = aws.retry(aws.rateLimiter("organizations", RATE));
  const client = new RefreshingClient(
    async () => new OrganizationsClient({ ...(await aws.session.settings("ORGANIZATIONS")), retryStrategy }),
    () => aws.session.renew(),
  );
  try {
    const accounts = await allPages(aws, "organizations:ListAccounts", async (NextToken) => {
      const page = await client.use((it) => it.send(new ListAccountsCommand({ NextToken })));
      return { items: page.Accounts, next: page.NextToken };
    });
    return { Accounts: accounts };
  } finally {
    client.close();
  }
}
