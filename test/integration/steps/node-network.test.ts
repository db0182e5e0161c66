import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { SystemNames, SystemPorts } from '../../../src/executors/steps/node-network.ts';

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return address !== null && typeof address !== 'string';
}

describe('the network of this computer', () => {
  const { signal } = new AbortController();
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer(socket => socket.end());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(isAddress(address));
    port = address.port;
  });
  afterEach(() => {
    server.close();
  });

  it('tells an open port from a closed one', async () => {
    const ports = new SystemPorts();
    assert.deepEqual(await ports.connect('127.0.0.1', port, 2_000, signal), { state: 'open' });
    await new Promise(resolve => server.close(resolve));
    const answer = await ports.connect('127.0.0.1', port, 2_000, signal);
    assert.equal(answer.state, 'refused');
  });

  it('gives up at once when the run is cancelled', async () => {
    const abort = new AbortController();
    const connecting = new SystemPorts().connect('127.0.0.1', port, 60_000, abort.signal);
    abort.abort();
    await assert.rejects(connecting, { name: 'AbortError' });
  });

  it('finds names in the hosts file, and no address for a name that cannot exist', async () => {
    const names = new SystemNames();
    assert.ok((await names.lookup('localhost', 'address', signal)).length > 0);
    const unknown = await names
      .lookup('no-such-name.invalid', 'address', signal)
      .catch((error: unknown) => error);
    // Without any resolver the answer is an error, which a check tells apart from an unknown name.
    assert.ok(unknown instanceof Error || (Array.isArray(unknown) && unknown.length === 0));
  });
});
