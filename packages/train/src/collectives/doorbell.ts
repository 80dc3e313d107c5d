// Whether a process is there at all: its system opens the door as long as it lives, however busy or stuck it is.
import { connect, createServer, type Server } from "node:net";

/** Listens at any free port of an address; it keeps no process alive. */
export function hangDoorbell(address: string): Promise<Server & { port: number }> {
  // Visitors only want to know that somebody lives here.
  const server = createServer((visitor) => visitor.on("error", () => {}).destroy()).unref();
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, address, () =>
      resolve(Object.assign(server, { port: (server.address() as { port: number }).port })),
    );
  });
}

/** Whether somebody opens at an address within some milliseconds. */
export function isThere(address: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    const tell = (there: boolean) => {
      socket.destroy();
      resolve(there);
    };
    socket.setTimeout(timeout, () => tell(false));
    socket.on("connect", () => tell(true)).on("error", () => tell(false));
  });
}
