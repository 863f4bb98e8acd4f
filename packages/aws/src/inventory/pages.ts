// Pages of a list of AWS, one call after the other, with the permission that is missing where AWS refuses.
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import type { AwsContext } from "../awsContext.ts";
import { toRemoteError } from "../errors.ts";

interface ListPage<Item> {
  readonly items: readonly Item[] | undefined;
  readonly next: string | undefined;
}

/** All items. `permission`: that the calls need, such as `ec2:DescribeSubnets`. Throws RemoteError. */
export async function allPages<Item>(
  aws: AwsContext,
  permission: string,
  fetchPage: (token: string | undefined) => Promise<ListPage<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  const tokens = new Set<string>();
  try {
    for (let token: string | undefined; ;) {
      const { items = [], next } = await fetchPage(token);
      all.push(...items);
      if (next === undefined || next === "") return all;
      if (tokens.has(next)) throw new RemoteError("its pages repeat", "check --endpoint-url");
      tokens.add(next);
      token = next;
    }
  } catch (error) {
    if (isAbort(error) || aws.signal.aborted) throw error;
    const { profile, region } = aws.options;
    throw toRemoteError(error, { permission, profile, region });
  }
}
