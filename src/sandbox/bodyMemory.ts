import type { Exchange } from "./exchange.js";
import { validationException, type Refusal } from "./refusal.js";

/** 0…25,000,000 bytes: the Body shape of the service model. */
export const MAX_BODY_BYTES = 25_000_000;

/** What a piece of a body takes besides its bytes: clients may send them one by one. */
const PIECE_BYTES = 256;

/** A body, counted until it is released. */
export interface HeldBody {
  readonly bytes: Buffer;
  /** To be called once. */
  readonly release: () => void;
}

/** Room for the bodies of all requests under way together. */
export class BodyMemory {
  private heldBytes = 0;

  constructor(private readonly maxBytes = 4 * MAX_BODY_BYTES) {}

  /** Reads a body, or says why it cannot be kept. Rejects when the client leaves. */
  async hold(exchange: Exchange): Promise<HeldBody | Refusal> {
    const parts: Buffer[] = [];
    let length = 0;
    let held = 0;
    let lacksRoom = false;
    const release = (): void => {
      this.heldBytes -= held;
      held = 0;
    };
    const take = (part: Buffer): boolean => {
      length += part.length;
      const size = part.length + PIECE_BYTES;
      lacksRoom ||= this.heldBytes + size > this.maxBytes;
      if (lacksRoom || length > MAX_BODY_BYTES) {
        parts.length = 0;
        release();
        return length <= MAX_BODY_BYTES;
      }
      this.heldBytes += size;
      held += size;
      parts.push(part);
      return true;
    };
    try {
      const isWhole = await exchange.readBody(take);
      if (lacksRoom) return noRoom;
      return isWhole ? { bytes: Buffer.concat(parts.splice(0)), release } : tooLong;
    } catch (error) {
      release();
      throw error;
    }
  }
}

const noRoom: Refusal = {
  name: "ThrottlingException",
  status: 429,
  message: "Too many requests, please wait before trying again.",
  from: "bedrock",
};

const tooLong = validationException(
  "1 validation error detected: Value at 'body' failed to satisfy constraint: " +
    `Member must have length less than or equal to ${MAX_BODY_BYTES}`,
);
