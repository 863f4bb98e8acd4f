// Who we are and where AWS is, the same for every client: credentials, role, region and endpoint, from the options and
// the standard variables and files. What is asked of the services is left to others.
import { fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { NoOpLogger } from "@smithy/core/client";
import { memoize } from "@smithy/core/config";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, Logger } from "@smithy/types";
import { endpointOf, regionOf, type EndpointService } from "./endpoint.ts";
import { DecodingHandler } from "./decodingHandler.ts";
import { RemoteError } from "@flowlogs/base/errors";

/** What the user says of it; each may be left to the environment. */
export interface AwsOptions {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly "role-arn"?: string | undefined;
  readonly "external-id"?: string | undefined;
  readonly "role-session-name"?: string | undefined;
  readonly "endpoint-url"?: string | undefined;
}

/** What the constructor of every client takes. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly requestHandler: NodeHttpHandler;
  readonly logger: Logger;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly disableHostPrefix?: boolean;
}

/**
 * The SDK's remarks are for programmers. With its own class, told by its name, some of them would go to the console; with one
 * that is none of its kind, each call would be written down for it in full.
 */
class Silent extends NoOpLogger {}
const silent: Logger = new Silent();
/** Milliseconds after which a connection, or a silence in an answer, counts as a failure and is tried again. */
const [CONNECT, SILENCE] = [10_000, 60_000];
/** Milliseconds before their end at which credentials are renewed. */
const EARLY = 300_000;

function isOld({ expiration }: AwsCredentialIdentity): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < EARLY;
}

export class AwsSession {
  readonly #options: AwsOptions;
  #credentials: AwsCredentialIdentityProvider | undefined;

  constructor(options: AwsOptions) {
    this.#options = options;
    // It warns on stderr that Node 20 will not be supported for ever, which is nothing that a user can act on.
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  }

  /** `own`: the region that a source names by itself, as an ARN does. */
  async settings(service: EndpointService, own?: string): Promise<ClientSettings> {
    const { profile } = this.#options;
    const region = await this.region(own);
    const endpoint = this.#options["endpoint-url"] ?? (await endpointOf(service, profile));
    return {
      region,
      credentials: await this.credentials(region),
      requestHandler: new DecodingHandler({
        connectionTimeout: CONNECT,
        socketTimeout: SILENCE,
        httpsAgent: { maxSockets: 64 },
        httpAgent: { maxSockets: 64 },
      }),
      logger: silent,
      ...(profile === undefined ? {} : { profile }),
      // The prefix that some operations put in front of the host is AWS's own too.
      ...(endpoint === undefined ? {} : { endpoint, disableHostPrefix: true }),
    };
  }

  /** The region to ask in. Throws RemoteFault when nobody named one. */
  async region(own?: string): Promise<string> {
    const region = own ?? this.#options.region ?? (await regionOf(this.#options.profile));
    if (region !== undefined && region !== "") return region;
    throw new RemoteError("no region is set", "give --region, or set AWS_REGION or the profile's region");
  }

  /** One provider for all clients, so that a role is assumed once. */
  async credentials(region: string): Promise<AwsCredentialIdentityProvider> {
    this.#credentials ??= memoize(await this.#provider(region), isOld, ({ expiration }) => expiration !== undefined);
    return this.#credentials;
  }

  /** Forgets the credentials at hand: the service says that they have expired. */
  renew(): void {
    this.#credentials = undefined;
  }

  async #provider(region: string): Promise<AwsCredentialIdentityProvider> {
    const { profile, "role-arn": role, "external-id": externalId, "role-session-name": name } = this.#options;
    const named = profile === undefined ? {} : { profile };
    const chain = fromNodeProviderChain({ ...named, logger: silent, clientConfig: { region } });
    if (role === undefined) return chain;
    const endpoint = this.#options["endpoint-url"] ?? (await endpointOf("STS", profile));
    return fromTemporaryCredentials({
      masterCredentials: chain,
      params: {
        RoleArn: role,
        RoleSessionName: name ?? "flowlogs-read",
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      },
      logger: silent,
      clientConfig: { region, ...named, ...(endpoint === undefined ? {} : { endpoint }) },
    });
  }
}
