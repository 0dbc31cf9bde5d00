// Preloaded (`node --require`): whatever listens, listens on 127.0.0.1 alone.
"use strict";
const net = require("node:net");
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === "object" && args[0] !== null && "port" in args[0]) {
    return listen.call(this, { ...args[0], host: "127.0.0.1" }, ...args.slice(1));
  }
  if (typeof args[0] === "number" || /^\d+$/.test(args[0])) {
    const callback = args.find((arg) => typeof arg === "function");
    return listen.call(this, { port: Number(args[0]), host: "127.0.0.1" }, callback);
  }
  return listen.apply(this, args);
};
