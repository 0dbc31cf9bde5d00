// Starts a Bluesky PDS and its PLC directory: `node pds.cjs PLC_PORT PDS_PORT`. Says "ready" on stdout; ends when stdin does.
"use strict";
const { TestNetworkNoAppView } = require("@atproto/dev-env");

async function main([plc, pds]) {
  const network = await TestNetworkNoAppView.create({ plc: { port: Number(plc) }, pds: { port: Number(pds) } });
  process.stdin.resume();
  process.stdin.on("end", async () => {
    await network.close();
    process.exit(0);
  });
  process.stdout.write("ready\n");
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
