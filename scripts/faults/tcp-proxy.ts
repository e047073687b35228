/** A TCP proxy that can be told to pass, to slow down, to swallow everything, or to cut every connection. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export type ProxyMode = 'pass' | 'slow' | 'blackhole' | 'reset';

export type TcpProxy = { port: number; setMode(mode: ProxyMode): void; close(): Promise<void> };

const slowMs = 200;

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let mode: ProxyMode = 'pass';
  const sockets = new Set<Socket>();

  const forward = (from: Socket, to: Socket): void => {
    from.on('data', (chunk: Buffer) => {
      if (mode === 'blackhole') return;
      if (mode === 'slow') setTimeout(() => to.write(chunk), slowMs);
      else to.write(chunk);
    });
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };

  const server: Server = createServer((client) => {
    if (mode === 'reset') {
      client.resetAndDestroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    forward(client, target);
    forward(target, client);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();

  return {
    port: typeof address === 'object' && address ? address.port : 0,
    setMode: (next) => {
      mode = next;
      // What was swallowed cannot be made up for: after a black hole the old connections are of no use.
      if (next === 'reset') for (const socket of sockets) socket.resetAndDestroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
