// Preloaded into a server that would listen to the whole world: it listens to this machine only.
const { Server } = require("node:net");

const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  const callback = rest.find((it) => typeof it === "function");
  const options = typeof port === "object" && port !== null ? port : { port };
  return listen.call(this, { ...options, host: "127.0.0.1" }, ...(callback === undefined ? [] : [callback]));
};
