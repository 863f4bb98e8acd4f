// The settings that all clients share: credentials, role, region and endpoint, from the options and from AWS's standard
// variables and files.
import { fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { NoOpLogger } from "@smithy/core/client";
import { memoize } from "@smithy/core/config";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, Logger } from "@smithy/types";
import { endpointOf, regionOf, type EndpointService } from "./endpoint.ts";
import { DecodingHandler } from "./decodingHandler.ts";
import { RemoteError } from "@flowlogs/base/errors";

/** The user's options; AWS's variables and files replace those that are missing. */
export interface AwsOptions {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly "role-arn"?: string | undefined;
  readonly "external-id"?: string | undefined;
  readonly "role-session-name"?: string | undefined;
  readonly "endpoint-url"?: string | undefined;
}

/** The settings for the constructor of any client of the SDK. */
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
 * Drops the SDK's log messages, which are for programmers. A subclass, because the SDK writes some messages to the console
 * if the logger's class has the name NoOpLogger, and formats each call in full for a logger that does not extend it.
 */
class Silent extends NoOpLogger {}
const silent: Logger = new Silent();
/** Milliseconds without a connection, or without data, after which a call has failed and is repeated. */
const [CONNECT_TIMEOUT, SOCKET_TIMEOUT] = [10_000, 60_000];
/** Milliseconds before credentials expire at which they are renewed. */
const RENEW_BEFORE = 300_000;

function isExpiring({ expiration }: AwsCredentialIdentity): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < RENEW_BEFORE;
}

export class AwsSession {
  readonly #options: AwsOptions;
  #credentials: AwsCredentialIdentityProvider | undefined;

  constructor(options: AwsOptions) {
    this.#options = options;
    // The SDK warns on stderr that it will drop Node 20, which a user of a command cannot change.
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  }

  /** `sourceRegion`: the region that the source itself names, as an ARN does. Throws RemoteError. */
  async settings(service: EndpointService, sourceRegion?: string): Promise<ClientSettings> {
    const { profile } = this.#options;
    const region = await this.region(sourceRegion);
    const endpoint = this.#options["endpoint-url"] ?? (await endpointOf(service, profile));
    return {
      region,
      credentials: await this.credentials(region),
      requestHandler: new DecodingHandler({
        connectionTimeout: CONNECT_TIMEOUT,
        socketTimeout: SOCKET_TIMEOUT,
        httpsAgent: { maxSockets: 64 },
        httpAgent: { maxSockets: 64 },
      }),
      logger: silent,
      ...(profile === undefined ? {} : { profile }),
      // Some operations put a prefix before the host name, which only AWS's own hosts have.
      ...(endpoint === undefined ? {} : { endpoint, disableHostPrefix: true }),
    };
  }

  /** The region of the calls. Throws RemoteError when none is set. */
  async region(sourceRegion?: string): Promise<string> {
    const region = sourceRegion ?? this.#options.region ?? (await regionOf(this.#options.profile));
    if (region !== undefined && region !== "") return region;
    throw new RemoteError("no region is set", "give --region, or set AWS_REGION or the profile's region");
  }

  /** One credential provider for all clients, so that a role is assumed only once. */
  async credentials(region: string): Promise<AwsCredentialIdentityProvider> {
    this.#credentials ??= memoize(
      await this.#provider(region),
      isExpiring,
      ({ expiration }) => expiration !== undefined,
    );
    return this.#credentials;
  }

  /** Forgets the current credentials, because the service says that they have expired. */
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
