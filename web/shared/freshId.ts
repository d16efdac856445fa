/** 128 random bits as hex. Unlike randomUUID it is there on plain http too, as on a laptop in a local network. */
export function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
