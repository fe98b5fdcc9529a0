/**
 * Serves the built page on loopback, and remembers what was requested.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";

import { isNative, nativeServer } from "./program.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain", ".wasm": "application/wasm" };

/** @typedef {{ origin: string, requested: string[], close(): void }} Server */

/** @type {(directory: string) => Promise<Server>} */
export const serve = (directory) => (isNative ? serveWithProgram(directory) : serveFiles(directory));

/**
 * The server that answers for a page without WebAssembly.
 * @param {string} directory
 * @returns {Promise<Server>}
 */
async function serveWithProgram(directory) {
  const server = spawn(nativeServer, [directory], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const origin = (await lines.next()).value;
  /** @type {string[]} */
  const requested = [];
  void (async () => {
    for await (const line of lines) requested.push(line);
  })();
  return { origin, requested, close: () => server.kill() };
}

/**
 * A server of files, as any static host is.
 * @param {string} directory
 * @returns {Promise<Server>}
 */
async function serveFiles(directory) {
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
