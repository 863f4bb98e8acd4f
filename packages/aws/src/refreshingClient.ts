// A client of the SDK that is created at its first use, and again when its credentials have expired.
import { isExpired } from "./errors.ts";

export class RefreshingClient<Client extends { destroy: () => void }> {
  readonly #create: () => Promise<Client>;
  readonly #renew: () => void;
  #client: Promise<Client> | undefined;

  /** `renew`: makes the next client get new credentials. */
  constructor(create: () => Promise<Client>, renew: () => void) {
    this.#create = create;
    this.#renew = renew;
  }

  open(): Promise<Client> {
    this.#client ??= this.#create();
    return this.#client;
  }

  /** Makes a call, and repeats it once if the credentials have expired. */
  async use<T>(send: (client: Client) => Promise<T>, isSecond = false): Promise<T> {
    const client = this.open();
    try {
      return await send(await client);
    } catch (error) {
      if (isSecond || !isExpired(error)) throw error;
      // Of several calls under way the first one renews; the others use the client that it created.
      if (client === this.#client) {
        this.#renew();
        this.#client = undefined;
      }
      return await this.use(send, true);
    }
  }

  close(): void {
    void this.#client?.then(
      (client) => client.destroy(),
      () => {},
    );
    this.#client = undefined;
  }
}
