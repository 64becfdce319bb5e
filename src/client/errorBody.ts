import * as zlib from "node:zlib";
import { isFailure } from "../failure.js";
import type { Exchange } from "./exchange.js";
import { SuspendAwareTimer } from "./suspendAwareTimer.js";

/** What an error message needs at most; more is a page, a dump or an attack. */
const maxBodyBytes = 1024 * 1024;
/** An answer that is refused anyway must not be waited for much longer. */
const maxReadMs = 10_000;

/**
 * The body of an answer that is no stream, as text, decompressed. Bounded in size and time; what
 * arrived counts even when the rest is cut off, for status and headers have told the failure already.
 * Rejects only with the reason of an aborted signal. Closes the exchange.
 */
export async function readErrorBody(exchange: Exchange): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const timer = new SuspendAwareTimer(maxReadMs, () => exchange.close());
  timer.start();
  try {
    while (length < maxBodyBytes) {
      const read = await exchange.read();
      if (!read) break;
      pieces.push(...read);
      for (const piece of read) length += piece.length;
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
  } finally {
    timer.stop();
    exchange.close();
  }
  const body = Buffer.concat(pieces).subarray(0, maxBodyBytes);
  return decompress(body, exchange.headers["content-encoding"] ?? "").toString("utf8");
}

function decompress(body: Buffer, encoding: string): Buffer {
  // SYNC_FLUSH yields what can be read of a body that was cut.
  const limits = { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: maxBodyBytes };
  try {
    switch (encoding.trim().toLowerCase()) {
      case "":
      case "identity":
        return body;
      case "gzip":
      case "x-gzip":
        return zlib.gunzipSync(body, limits);
      case "deflate":
        return inflate(body, limits);
      case "br":
        return zlib.brotliDecompressSync(body, {
          finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
          maxOutputLength: maxBodyBytes,
        });
      default:
        return Buffer.alloc(0);
    }
  } catch {
    return Buffer.alloc(0);
  }
}

/** "deflate" means zlib's format, but some servers send it without zlib's frame. */
function inflate(body: Buffer, limits: zlib.ZlibOptions): Buffer {
  const hasZlibHeader = (body[0] ?? 0) % 16 === 8;
  return hasZlibHeader ? zlib.inflateSync(body, limits) : zlib.inflateRawSync(body, limits);
}
