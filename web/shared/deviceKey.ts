import { freshId } from "./freshId";

/**
 * This browser's key: what an invitation is bound to. It is made here once and cannot leave (non-extractable), so that
 * a copied cookie alone opens nothing. Without WebCrypto or IndexedDB, as in some private modes, there is none: every
 * function then answers null, and the device is bound by its cookie alone.
 */
const curve = { name: "ECDSA", namedCurve: "P-256" } as const;

/** What the server compares a proof with. */
export interface ProofClaims {
  htm: string;
  htu: string;
  nonce: string;
}

/** The public half, as the claim sends it along. */
export async function publicJwk(): Promise<JsonWebKey | null> {
  const key = await deviceKey();
  return key && exportPublic(key);
}

/** A compact JWS in the shape of a DPoP proof (RFC 9449 §4.2), signed by this device's key. */
export async function proof({ htm, htu, nonce }: ProofClaims): Promise<string | null> {
  const key = await deviceKey();
  if (!key) return null;
  const header = { typ: "dpop+jwt", alg: "ES256", jwk: await exportPublic(key) };
  const payload = { htm, htu, nonce, jti: freshId(), iat: Math.floor(Date.now() / 1000) };
  const signed = `${base64Url(utf8(JSON.stringify(header)))}.${base64Url(utf8(JSON.stringify(payload)))}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, utf8(signed));
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

async function deviceKey(): Promise<CryptoKeyPair | null> {
  try {
    const db = await open();
    try {
      return (await stored(db)) ?? (await store(db, await crypto.subtle.generateKey(curve, false, ["sign"])));
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open("usher", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("keys");
  return answer(request);
}

async function stored(db: IDBDatabase): Promise<CryptoKeyPair | undefined> {
  const request = db.transaction("keys").objectStore("keys").get("device");
  return answer(request as IDBRequest<CryptoKeyPair | undefined>);
}

/** Keeps the key unless another tab was first: then theirs is the device's key. */
async function store(db: IDBDatabase, made: CryptoKeyPair): Promise<CryptoKeyPair | null> {
  const keys = db.transaction("keys", "readwrite").objectStore("keys");
  const add = keys.add(made, "device");
  return new Promise((resolve, reject) => {
    add.onsuccess = () => resolve(made);
    add.onerror = (event) => {
      event.preventDefault();
      stored(db).then((theirs) => resolve(theirs ?? null), reject);
    };
  });
}

async function exportPublic(key: CryptoKeyPair): Promise<JsonWebKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
  return { kty, crv, x, y } as JsonWebKey;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB refused."));
  });
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
