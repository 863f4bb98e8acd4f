// A client of the SDK: made when it is first needed, and made anew when the credentials that it has have expired. What it is
// asked, and how its faults are worded, is left to the services.
import { isExpired } from "./errors.ts";

export class RefreshingClient<Client extends { destroy: () => void }> {
  readonly #create: () => Promise<Client>;
  readonly #renew: () => void;
  #client: Promise<Client> | undefined;

  /** `renew`: has the next client get other credentials. */
  constructor(create: () => Promise<Client>, renew: () => void) {
    this.#create = create;
    this.#renew = renew;
  }

  open(): Promise<Client> {
    this.#client ??= this.#create();
    return this.#client;
  }

  /** Makes a call, once more when the credentials turn out to have expired. */
  async use<T>(send: (client: Client) => Promise<T>, isSecond = false): Promise<T> {
    const client = this.open();
    try {
      return await send(await client);
    } catch (error) {
      if (isSecond || !isExpired(error)) throw error;
      // Of the calls that are under way at once the first one renews; the others go on with what it has got.
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
