/**
 * Serves the built page on loopback, as any static host does, and remembers what was requested.
 */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain", ".wasm": "application/wasm" };

/**
 * @param {string} directory
 * @returns {Promise<{ origin: string, requested: string[], close(): void }>}
 */
export async function serve(directory) {
  /** @type {string[]} */
  const requested = [];
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    requested.push(`${request.method} ${request.url}`);
    const name = path === "/" ? "/index.html" : path;
    try {
      const body = await readFile(join(directory, name));
      response.writeHead(200, { "content-type": TYPES[/** @type {keyof TYPES} */ (extname(name))] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${address.port}`, requested, close: () => server.close() };
}
